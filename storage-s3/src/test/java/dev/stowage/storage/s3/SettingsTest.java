package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.s3.Gate.Fault;
import dev.stowage.storage.s3.Wire.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the settings do to the requests.
class SettingsTest {

  private static final char[] PASSWORD = "password".toCharArray();

  private final Gate gate = Gate.to(Server.s3Proxy());
  private final ObjectKey key = new ObjectKey("settings/" + UUID.randomUUID());

  @AfterEach
  void close() {
    gate.close();
  }

  private ObjectStore open(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Server.settings(gate.endpoint()));
    settings.putAll(more);
    return S3Store.open(Configured.with(settings));
  }

  private static String text(ObjectStore store, ObjectKey key) {
    try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
      return new String(body.readAll(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void keepsEverythingBehindThePrefix() {
    try (ObjectStore inside = open(Map.of("prefix", "/" + key + "/of/us/"));
        ObjectStore outside = open(Map.of())) {
      ObjectKey object = new ObjectKey("a/b");
      inside.write(object, Content.of("inside"), Condition.IF_ABSENT);
      assertThat(text(outside, new ObjectKey(key + "/of/us/a/b"))).isEqualTo("inside");
      assertThat(inside.list(ListQuery.of("")).objects())
          .containsExactly(new ListPage.Entry(object, 6));
      assertThat(inside.list(new ListQuery("", "", 10, true)).groups()).containsExactly("a/");
      StagedUpload upload = inside.uploads().begin(new ObjectKey("staged"));
      assertThat(inside.uploads().unfinished(ListQuery.of("")))
          .extracting(StagedUpload::target)
          .containsExactly(upload.target());
      inside.uploads().abort(upload);
      assertThat(inside.deleteAll(List.of(object))).isEmpty();
      assertThat(inside.head(object)).isEmpty();
    }
  }

  private List<Request> writesWith(Map<String, String> settings) {
    try (ObjectStore store = open(settings)) {
      gate.forget();
      gate.breakBy(
          request ->
              new Fault.Say(
                  200,
                  "ETag: \"0\"\r\n",
                  request.kind().equals("POST uploads")
                      ? "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
                      : ""));
      store.write(key, Content.of("x"), Condition.ALWAYS);
      store.uploads().begin(key);
      return gate.requests();
    }
  }

  @Test
  void asksForEncryptionByKms() {
    Map<String, String> kms = Map.of("encryption", "kms", "kms-key", "key-1");
    gate.breakBy(SettingsTest::agree);
    for (Request request : writesWith(kms)) {
      assertThat(request.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
      assertThat(request.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("key-1");
    }
  }

  @Test
  void asksForEncryptionByS3() {
    gate.breakBy(SettingsTest::agree);
    for (Request request : writesWith(Map.of("encryption", "s3"))) {
      assertThat(request.header("x-amz-server-side-encryption")).isEqualTo("AES256");
    }
  }

  @Test
  void leavesEncryptionToTheBucket() {
    for (Request request : writesWith(Map.of())) {
      assertThat(request.headers()).doesNotContainKey("x-amz-server-side-encryption");
    }
  }

  @Test
  void sendsChecksumsUnlessToldNotTo() {
    assertThat(writesWith(Map.of()).getFirst().headers()).containsKey("x-amz-checksum-crc32c");
    for (Request request : writesWith(Map.of("checksums", "false"))) {
      assertThat(request.head().toLowerCase(Locale.ROOT)).doesNotContain("checksum");
    }
  }

  @Test
  void signsTheChecksumInPlaceOfTheBody() {
    Request sent = writesWith(Map.of()).getFirst();
    assertThat(sent.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
    assertThat(sent.header("authorization")).contains("x-amz-checksum-crc32c");
    Request without = writesWith(Map.of("checksums", "false")).getFirst();
    assertThat(without.header("x-amz-content-sha256")).isNotEqualTo("UNSIGNED-PAYLOAD");
  }

  @Test
  void signsForUsEast1WhereOnlyAnEndpointIsGiven() {
    try (ObjectStore store = open(Map.of())) {
      store.head(key);
      assertThat(gate.requests().getLast().header("authorization")).contains("/us-east-1/s3/");
    }
  }

  @Test
  void namesTheBucketInThePathWhereAnEndpointIsGiven() {
    try (ObjectStore store = open(Map.of())) {
      store.head(key);
      assertThat(gate.requests().getLast().path()).isEqualTo("/" + Server.BUCKET + "/" + key);
    }
  }

  @Test
  void namesTheBucketInTheHostIfToldTo() {
    gate.breakBy(SettingsTest::agree);
    Map<String, String> settings =
        Map.of(
            "path-style", "false",
            "endpoint", "http://store.test",
            "proxy", "http://127.0.0.1:" + gate.port());
    try (ObjectStore store = open(settings)) {
      assertThat(gate.requests().getLast().header("host")).isEqualTo(Server.BUCKET + ".store.test");
      URI uri =
          store.presignGet(key, new PresignOptions("", "", Duration.ofDays(30))).orElseThrow();
      assertThat(uri.getHost()).isEqualTo(Server.BUCKET + ".store.test");
      assertThat(uri.getQuery()).contains("X-Amz-Expires=604800");
    }
  }

  @Test
  void neverWaitsForPermissionToSend() {
    try (ObjectStore store = open(Map.of())) {
      store.write(key, Content.of(new byte[3_000_000]), Condition.ALWAYS);
      assertThat(gate.requests()).allMatch(request -> request.header("expect") == null);
    }
  }

  @Test
  void goesThroughAProxy() {
    Map<String, String> settings = new HashMap<>(Server.s3Proxy().settings());
    settings.put("proxy", "http://127.0.0.1:" + gate.port());
    try (ObjectStore store = S3Store.open(Configured.with(settings))) {
      store.write(key, Content.of("x"), Condition.IF_ABSENT);
      assertThat(gate.requests().getLast().target()).startsWith("http://127.0.0.1:");
    }
  }

  @Test
  void trustsTheCertificatesOfTheFile(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("ca.pem");
    keytool(
        "-genkeypair -alias k -keyalg EC -dname CN=localhost -ext san=dns:localhost -keystore",
        keys);
    keytool("-exportcert -rfc -alias k -file " + certificate + " -keystore", keys);
    try (Gate secure = Gate.to(Server.s3Proxy(), sockets(keys), "https")) {
      Map<String, String> settings = new HashMap<>(Server.settings(secure.endpoint()));
      try {
        S3Store.open(Configured.with(settings)).close();
        throw new AssertionError("it was trusted without");
      } catch (StorageException e) {
        assertThat(e).hasMessageStartingWith("stowage.storage.s3.ca-file: ");
      }
      settings.put("ca-file", certificate.toString());
      try (ObjectStore store = S3Store.open(Configured.with(settings))) {
        store.write(key, Content.of("secret"), Condition.IF_ABSENT);
        assertThat(text(store, key)).isEqualTo("secret");
        assertThat(secure.requests().getLast().method()).isEqualTo("GET");
      }
    }
  }

  private static Fault agree(Request request) {
    return request.method().equals("DELETE")
        ? Gate.error(412, "PreconditionFailed")
        : new Fault.Say(
            200,
            "ETag: \"0\"\r\n",
            request.method().equals("GET")
                ? "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
                : "");
  }

  private static void keytool(String command, Path keys) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin/keytool")
                        + " "
                        + command
                        + " "
                        + keys
                        + " -storepass "
                        + new String(PASSWORD))
                    .split(" ", -1))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static ServerSocketFactory sockets(Path file)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }
}
