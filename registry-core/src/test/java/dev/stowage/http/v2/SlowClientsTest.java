package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import dev.stowage.http.body.MemoryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SlowClientsTest.Impatient.class)
class SlowClientsTest {
  private static final byte[] BYTES = Content.bytes(4, 20_000_000);

  /// A server that waits for nobody.
  public static class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "stowage.http.idle", "1s",
          "stowage.http.grace", "2s",
          "stowage.http.discard-time", "0.3s");
    }
  }

  @Inject MemoryBudget budget;
  @Inject MeterRegistry meters;

  @Test
  void keepsWhatASlowClientHasSent() throws IOException {
    try (Wire wire = Server.connect()) {
      String upload = wire.ask("POST", "/v2/slow/blobs/uploads/").header("Location");
      try (Wire slow = Server.connect()) {
        slow.begin("PATCH", upload, "Content-Length: 100000");
        slow.out().write(BYTES, 0, 60_000);
        Reply reply = slow.reply();
        assertThat(reply.status()).isEqualTo(408);
        assertThat(reply.header("Connection")).isEqualToIgnoringCase("close");
        assertThat(slow.isClosedByServer()).isTrue();
      }
      Reply status = wire.ask("GET", upload);
      assertThat(status.header("Range")).isEqualTo("0-59999");
    }
  }

  @Test
  void givesUpAManifestThatTrickles() throws IOException {
    AtomicBoolean answered = new AtomicBoolean();
    try (Wire slow = Server.connect()) {
      slow.begin("PUT", "/v2/slow/manifests/x", "Content-Length: 100000");
      Thread.startVirtualThread(() -> slow.trickle(() -> !answered.get()));
      assertThat(slow.reply().status()).isEqualTo(408);
    } finally {
      answered.set(true);
    }
    Server.await(() -> budget.used() == 0);
  }

  @Test
  void closesOnAClientThatPromisedABodyNobodyWants() throws IOException {
    try (Wire slow = Server.connect()) {
      slow.begin("PUT", "/v2/UPPER/manifests/x", "Content-Length: 100000");
      assertThat(slow.reply().status()).isEqualTo(400);
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  @Test
  void resetsAClientThatTakesNothing() throws IOException {
    try (Wire wire = Server.connect()) {
      String digest = Content.blob(wire, "slow", BYTES);
      try (Wire slow = Server.connect()) {
        slow.begin("GET", "/v2/slow/blobs/" + digest);
        awaitServed("blob");
        assertThat(slow.in().transferTo(OutputStream.nullOutputStream())).isLessThan(BYTES.length);
      } catch (SocketException reset) {
        // just as well
      }
    }
    Server.await(() -> budget.used() == 0);
  }

  /// Until a request on the route is over, however it ended.
  private void awaitServed(String route) {
    Server.await(
        () -> !meters.find("stowage.http.requests").tag("route", route).timers().isEmpty());
  }
}
