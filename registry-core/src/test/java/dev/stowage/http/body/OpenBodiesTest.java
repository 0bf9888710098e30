package dev.stowage.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.body.BodyCutException.Reason;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenBodiesTest {
  private static final int SENT = 1000;

  private final BodyServer server = new BodyServer(FixedLimits.DEFAULT);
  private final CountDownLatch came = new CountDownLatch(1);
  private final BlockingQueue<Reason> outcome = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void cutsWhatStillComesWhenItsTimeIsOver() throws Exception {
    OpenBodies open = new OpenBodies(Optional.of(Duration.ZERO), Optional.of(Duration.ZERO));
    server.handle((body, request) -> read(open, body));

    try (Wire running = new Wire(server.port());
        Wire later = new Wire(server.port())) {
      running.begin("PUT", "/", "Content-Length: " + 2 * SENT);
      Pattern.send(running.out(), SENT);
      came.await();
      assertThat(open.size()).isEqualTo(1);

      open.askedToEnd(new ShutdownDelayInitiatedEvent());
      assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.ENDING);

      later.begin("PUT", "/", "Content-Length: " + 2 * SENT);
      assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.ENDING);
    }
  }

  @Test
  void leavesWhatHasCome() throws Exception {
    OpenBodies open = new OpenBodies(Optional.empty(), Optional.empty());
    CountDownLatch asked = new CountDownLatch(1);
    server.handle(
        (body, request) -> {
          open.add(body);
          came.countDown();
          asked.await();
          Pattern.check(body, SENT);
          open.remove(body);
        });

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + SENT);
      Pattern.send(client.out(), SENT);
      came.await();
      server.awaitUsed(SENT);
      server.onEventLoop(() -> {}); // by then it has also seen the end
      open.askedToEnd(new ShutdownDelayInitiatedEvent());
      asked.countDown();
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  private void read(OpenBodies open, BodyReader body) throws Exception {
    open.add(body);
    try {
      body.skipNBytes(SENT);
      came.countDown();
      int more = body.read();
      throw new AssertionError("there was more: " + more);
    } catch (BodyCutException e) {
      outcome.add(e.reason());
    } finally {
      open.remove(body);
    }
  }
}
