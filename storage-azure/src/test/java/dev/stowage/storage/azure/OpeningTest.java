package dev.stowage.storage.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.azure.Unruly.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store that cannot be used is refused at the start, in one sentence that says what to correct.
class OpeningTest {

  private Unruly unruly;

  @BeforeEach
  void start() throws IOException {
    Configured.of(Azurite.shared());
    unruly = new Unruly(Azurite.shared());
  }

  @AfterEach
  void stop() {
    unruly.close();
  }

  private ThrowableAssertAlternative<StorageException> refused(Kind kind) {
    return assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> AzureStore.open(Configured.at(unruly.endpoint()).settings()).close())
        .returns(kind, StorageException::kind);
  }

  private static Fault answer(int status, String code) {
    return new Fault.Answer(status, Map.of("x-ms-error-code", code));
  }

  @Test
  void refusesAHierarchicalNamespace() {
    unruly.next("GET properties", new Fault.Header("x-ms-is-hns-enabled", "true"));
    refused(Kind.MISUSE)
        .withMessageContaining("stowage.storage.azure.account-name")
        .withMessageContaining("hierarchical");
  }

  @Test
  void opensWhereItMayNotAskForTheAccount() {
    unruly.next("GET properties", answer(403, "AuthorizationPermissionMismatch"));
    AzureStore.open(Configured.at(unruly.endpoint()).settings()).close();
    assertThat(unruly.seen()).containsExactly("GET list", "GET properties");
  }

  @Test
  void blamesAClockThatIsOff() throws IOException {
    String theirs =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plus(Duration.ofHours(2)));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = server.accept()) {
                  var in =
                      new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
                  while (!in.readLine().isEmpty()) {}
                  String answer =
                      "HTTP/1.1 403 Denied\r\nx-ms-error-code: AuthenticationFailed\r\nDate: "
                          + theirs
                          + "\r\nContent-Length: 0\r\n\r\n";
                  client.getOutputStream().write(answer.getBytes(US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      String endpoint = "http://127.0.0.1:" + server.getLocalPort() + "/" + Azurite.ACCOUNT;
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> AzureStore.open(Configured.at(endpoint).settings()).close())
          .returns(Kind.DENIED, StorageException::kind)
          .withMessageContaining("this machine's clock is 7");
    }
  }

  @Test
  void saysThatTheAccountTakesNoKeys() {
    unruly.next("GET list", answer(403, "KeyBasedAuthenticationNotPermitted"));
    refused(Kind.DENIED)
        .withMessageContaining("stowage.storage.azure.account-key")
        .withMessageContaining("takes no keys");
  }

  @Test
  void namesTheRoleThatIsMissing() {
    unruly.next("GET list", answer(403, "AuthorizationPermissionMismatch"));
    refused(Kind.DENIED).withMessageContaining("Storage Blob Data Contributor");
  }

  @Test
  void namesTheContainerThatIsBeingDeleted() {
    unruly.next("GET list", answer(409, "ContainerBeingDeleted"));
    refused(Kind.UNAVAILABLE).withMessageContaining("stowage.storage.azure.container");
  }

  @Test
  void reachesTheStoreThroughAProxy() {
    // To whom the whole URL is said; it passes on the path.
    Configured far =
        Configured.at("http://far.invalid:10000/" + Azurite.ACCOUNT)
            .with("proxy", unruly.endpoint().replace("/" + Azurite.ACCOUNT, ""));
    AzureStore.open(far.settings()).close();
    assertThat(unruly.seen()).containsExactly("GET list", "GET properties");
  }

  @Test
  void waitsForABusyStore() {
    unruly.next(3, "GET list", answer(503, "ServerBusy"));
    AzureStore.open(Configured.at(unruly.endpoint()).settings()).close();
  }

  @Test
  void doesNotWaitLongForASilentStore() {
    unruly.next(100, "GET list", new Fault.Silence());
    refused(Kind.TIMEOUT).withMessageContaining("no answer");
  }
}
