package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.s3.Gate.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cannot work is refused when the bucket is opened, in words that name the setting.
class StartTest {

  private final Gate gate = Gate.to(Server.s3Proxy());

  @AfterEach
  void close() {
    gate.close();
  }

  private static StorageException refused(Map<String, String> settings) {
    try {
      S3Store.open(Configured.with(settings)).close();
    } catch (StorageException e) {
      return e;
    }
    throw new AssertionError("it was opened");
  }

  private Map<String, String> settings(String setting, String value) {
    Map<String, String> settings = new HashMap<>(Server.settings(gate.endpoint()));
    settings.put(setting, value);
    return settings;
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, ' '",
    "endpoint, ftp://host",
    "endpoint, nowhere",
    "prefix, a//b",
    "prefix, .hidden",
    "kms-key, some-key",
    "proxy, nowhere",
    "connections, 0",
    "connect-timeout, PT0S",
    "request-timeout, PT-1S",
    "call-timeout, PT0S",
    "ca-file, /not/there.pem"
  })
  void refusesWhatCannotBe(String setting, String value) {
    assertThat(refused(settings(setting, value)))
        .hasMessageStartingWith("stowage.storage.s3." + setting + ": ");
    assertThat(gate.requests()).isEmpty();
  }

  @Test
  void wantsABucket() {
    assertThat(refused(Map.of())).hasMessageStartingWith("stowage.storage.s3.bucket: ");
  }

  @ParameterizedTest
  @CsvSource({"access-key, secret-key", "secret-key, access-key"})
  void wantsBothHalvesOfAKey(String present, String absent) {
    Map<String, String> settings = settings(present, "half");
    settings.remove(absent);
    assertThat(refused(settings)).hasMessageStartingWith("stowage.storage.s3." + absent + ": ");
  }

  /// Without asking the address at which a machine in the cloud is told who it is.
  private static StorageException refusedOffTheCloud(Map<String, String> settings) {
    System.setProperty("aws.disableEc2Metadata", "true");
    try {
      return refused(settings);
    } finally {
      System.clearProperty("aws.disableEc2Metadata");
    }
  }

  @Test
  void saysThatNobodyBringsCredentials() {
    Map<String, String> settings =
        Map.of("bucket", Server.BUCKET, "endpoint", gate.endpoint().toString());
    assertThat(refusedOffTheCloud(settings))
        .hasMessageStartingWith("stowage.storage.s3.access-key: ")
        .returns(Kind.DENIED, StorageException::kind);
    assertThat(gate.requests()).isEmpty();
  }

  @Test
  void saysThatNobodyNamesTheRegion() {
    assertThat(refusedOffTheCloud(Map.of("bucket", Server.BUCKET)))
        .hasMessageStartingWith("stowage.storage.s3.region: ");
  }

  @Test
  void refusesAFileWithoutCertificates(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    assertThat(refused(settings("ca-file", file.toString())))
        .hasMessageStartingWith("stowage.storage.s3.ca-file: ");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchBucket, bucket, UNAVAILABLE",
    "400, InvalidBucketName, bucket, MISUSE",
    "403, InvalidAccessKeyId, access-key, DENIED",
    "403, SignatureDoesNotMatch, secret-key, DENIED",
    "403, AccessDenied, access-key, DENIED",
    "403, RequestTimeTooSkewed, endpoint, DENIED",
    "400, ExpiredToken, access-key, DENIED",
    "301, PermanentRedirect, region, UNAVAILABLE",
    "400, AuthorizationHeaderMalformed, region, MISUSE",
    "500, InternalError, endpoint, UNAVAILABLE",
    "503, SlowDown, endpoint, THROTTLED"
  })
  void saysWhichSettingTheStoreDoesNotLike(int status, String code, String setting, Kind kind) {
    gate.breakBy(_ -> Gate.error(status, code));
    assertThat(refused(Server.settings(gate.endpoint())))
        .hasMessageStartingWith("stowage.storage.s3." + setting + ": ")
        .hasMessageContaining(code)
        .returns(kind, StorageException::kind);
  }

  @Test
  void saysThatTheClockIsWrong() {
    gate.breakBy(_ -> Gate.error(403, "RequestTimeTooSkewed"));
    assertThat(refused(Server.settings(gate.endpoint()))).hasMessageContaining("clock");
  }

  @Test
  void refusesAStoreThatDoesNotAnswer() {
    gate.breakBy(_ -> new Fault.Silence());
    assertThat(refused(settings("request-timeout", "PT0.3S")))
        .hasMessageStartingWith("stowage.storage.s3.endpoint: ")
        .returns(Kind.TIMEOUT, StorageException::kind);
  }

  /// The real S3Proxy deletes on condition, but says so of objects that are not there, too.
  @Test
  void trustsNoHalfHeartedConditionOfADeletion() {
    try (var store = S3Store.open(Configured.with(Server.s3Proxy().settings()))) {
      assertThat(store.capabilities().conditionalDelete()).isFalse();
    }
  }

  @Test
  void leavesNothingBehind() {
    gate.breakBy(request -> Fault.NONE);
    S3Store.open(Configured.with(settings("prefix", "left/behind"))).close();
    try (var client = Server.s3Proxy().client()) {
      assertThat(
              client
                  .listObjectsV2(list -> list.bucket(Server.BUCKET).prefix("left/behind"))
                  .contents())
          .isEmpty();
    }
  }

  @Test
  void refusesAKindOfEncryptionThatIsNone() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> Configured.with(settings("encryption", "rot13")))
        .withMessageContaining("encryption");
  }
}
