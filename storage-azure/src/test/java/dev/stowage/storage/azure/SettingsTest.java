package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Settings are checked before anything is asked, and each complaint names its key.
class SettingsTest {

  private static final Configured AZURE =
      new Configured(Map.of("container", "registry", "account-name", "acme"));

  @Test
  void asksForNothingWhileAnotherStoreIsChosen() {
    assertThat(new Configured(Map.of()).config().container()).isEmpty();
  }

  @Test
  void needsContainerAndAccountOnly() {
    Settings settings = AZURE.settings();
    assertThat(settings.endpoint()).isEqualTo("https://acme.blob.core.windows.net");
    assertThat(settings.accountKey()).isEmpty();
    assertThat(settings.prefix()).isEmpty();
    assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void findsTheAccountInTheEndpoint() {
    Configured without = AZURE.without("account-name");
    assertThat(without.with("endpoint", "https://acme.blob.core.usgovcloudapi.net/").settings())
        .returns("acme", Settings::accountName)
        .returns("https://acme.blob.core.usgovcloudapi.net", Settings::endpoint);
    assertThat(without.with("endpoint", "http://localhost:10000/acme/").settings())
        .returns("acme", Settings::accountName)
        .returns("http://localhost:10000/acme", Settings::endpoint);
  }

  @Test
  void takesAPrefixWithSlashesOrWithout() {
    assertThat(AZURE.with("prefix", "/a/b/").settings().prefix()).isEqualTo("a/b/");
    assertThat(AZURE.with("prefix", "a/b").settings().prefix()).isEqualTo("a/b/");
    assertThat(AZURE.with("prefix", "/").settings().prefix()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "container, UPPER",
    "container, ab",
    "container, a--b",
    "account-name, Acme",
    "endpoint, ftp://acme.example",
    "endpoint, https://acme.example/path",
    "endpoint, https://acme.example:443",
    "endpoint, https://acme.example?sv=1",
    "account-key, not base64!",
    "prefix, a//b",
    "prefix, .hidden",
    "proxy, https://proxy:1",
    "proxy, http://proxy",
    "connections, 0",
    "connect-timeout, 0s",
    "request-timeout, -1s",
    "call-timeout, 0s",
  })
  void namesTheKeyThatIsWrong(String key, String value) {
    refused(AZURE.with(key, value), key);
  }

  @Test
  void namesTheKeyThatIsMissing() {
    refused(AZURE.without("container"), "container");
    refused(AZURE.without("account-name"), "account-name");
  }

  private static void refused(Configured configured, String key) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(configured::settings)
        .returns(Kind.MISUSE, StorageException::kind)
        .withMessageStartingWith("stowage.storage.azure." + key + ": ");
  }

  @Test
  void namesTheCertificatesThatCannotBeRead(@TempDir Path directory) {
    Settings settings = AZURE.with("ca-file", directory + "/missing.pem").settings();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Connector.connect(settings, Optional.empty()))
        .withMessageStartingWith("stowage.storage.azure.ca-file: ");
  }

  @Test
  void sendsNoTokenUnencrypted() {
    Settings settings = AZURE.with("endpoint", "http://acme.example").settings();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Connector.connect(settings, Optional.empty()))
        .withMessageStartingWith("stowage.storage.azure.endpoint: ");
  }
}
