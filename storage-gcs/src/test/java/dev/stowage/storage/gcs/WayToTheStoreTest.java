package dev.stowage.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.gcs.fake.FakeGcs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Proxies, and authorities of one's own.
class WayToTheStoreTest {

  private static final URI NOWHERE = URI.create("http://store.invalid");

  private static void use(GcsStore store) {
    ObjectKey key = new ObjectKey("a/key");
    assertThat(store.write(key, Content.of("x"), Condition.ALWAYS).written()).isTrue();
    assertThat(store.head(key)).isPresent();
  }

  /// The fake takes what a client says to a proxy as said to itself.
  @Test
  void goesByTheProxy() {
    try (FakeGcs fake = OnFake.fake();
        GcsStore store = OnFake.of(fake).endpoint(NOWHERE).proxy(fake.uri()).open()) {
      use(store);
    }
  }

  @Test
  void takesTheProxyOfTheEnvironment() {
    URI store = URI.create("https://storage.googleapis.com");
    assertThat(ProxyOfEnvironment.to(store, Map.of())).isEmpty();
    assertThat(ProxyOfEnvironment.to(store, Map.of("HTTPS_PROXY", "http://proxy:3128")))
        .hasValue(URI.create("http://proxy:3128"));
    assertThat(ProxyOfEnvironment.to(store, Map.of("https_proxy", "proxy:3128")))
        .hasValue(URI.create("http://proxy:3128"));
    assertThat(ProxyOfEnvironment.to(NOWHERE, Map.of("HTTPS_PROXY", "http://proxy:3128")))
        .isEmpty();
    for (String beside : List.of("*", "a.b, .googleapis.com", "storage.googleapis.com")) {
      assertThat(
              ProxyOfEnvironment.to(
                  store, Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", beside)))
          .isEmpty();
    }
  }

  @Test
  void trustsTheAuthorityOfItsFileOnly(@TempDir Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path keys = directory.resolve("keys.p12");
    Path certificate = directory.resolve("ca.pem");
    keytool(keys, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=fake", "-ext", "san=ip:127.0.0.1");
    keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
    try (FakeGcs fake = FakeGcs.start(0, OnFake.BUCKET, context(keys))) {
      try (GcsStore store = OnFake.of(fake).caFile(certificate).open()) {
        use(store);
      }
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> OnFake.of(fake).open())
          .withMessageContaining("stowage.storage.gcs.ca-file");
    }
  }

  @Test
  void refusesAFileWithoutCertificates(@TempDir Path directory) throws IOException {
    Path empty = Files.writeString(directory.resolve("ca.pem"), "nothing");
    try (FakeGcs fake = OnFake.fake()) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> OnFake.of(fake).caFile(empty).open())
          .withMessageContaining("stowage.storage.gcs.ca-file");
    }
  }

  private static void keytool(Path keys, String... arguments)
      throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        Stream.concat(
                Stream.of(tool.toString()),
                Stream.concat(
                    Stream.of(arguments),
                    Stream.of(
                        "-alias", "fake", "-keystore", keys.toString(), "-storepass", "secret")))
            .toList();
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, "secret".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
