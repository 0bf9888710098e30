package dev.stowage.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.http.Wire;
import dev.stowage.http.body.BodyCutException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
  private static final int MIB = 1024 * 1024;

  private BodyServer server = start(FixedLimits.DEFAULT);

  BodyServer start(TransferLimits limits) {
    return new BodyServer(limits);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void givesEveryByteInOrder() throws Exception {
    long size = 37 * MIB + 12345;
    server.handle((body, request) -> Pattern.check(body, size));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + size);
      Pattern.send(client.out(), size);
      assertThat(client.reply().status()).isEqualTo(200);
    }
    assertThat(server.budget().used()).isZero();
  }

  @Test
  void givesEveryByteOfAChunkedBody() throws Exception {
    server.handle((body, request) -> Pattern.check(body, 5 * MIB));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Transfer-Encoding: chunked");
      Pattern.chunks(client, 5 * MIB, 70_001);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void holdsNoMoreThanItsWindowWhileNobodyReads() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    server.handle(
        (body, request) -> {
          go.await();
          Pattern.check(body, 64L * MIB);
        });

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + 64 * MIB);
      Thread sending = Thread.startVirtualThread(() -> Pattern.send(client.out(), 64L * MIB));
      server.awaitUsed(BodyReader.WINDOW);
      // Nothing more can come: the reader has stopped the socket, and whatever was decoded is here.
      server.onEventLoop(() -> {});
      assertThat(server.budget().used()).isLessThan(BodyReader.WINDOW + 2 * 64 * 1024);
      go.countDown();
      assertThat(client.reply().status()).isEqualTo(200);
      sending.join();
    }
    assertThat(server.budget().used()).isZero();
  }

  @Test
  void readsOnWithOneBufferWhenTheBudgetIsSpent() throws Exception {
    server.budget().take(server.budget().total());
    server.handle((body, request) -> Pattern.check(body, 20 * MIB));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + 20 * MIB);
      Pattern.send(client.out(), 20 * MIB);
      assertThat(client.reply().status()).isEqualTo(200);
    }
    assertThat(server.budget().used()).isEqualTo(server.budget().total());
  }

  @Test
  void givesWhatCameBeforeTheClientBrokeOff() throws Exception {
    BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    server.handle(
        (body, request) -> {
          outcome.add(body.readNBytes(1000).length);
          outcome.add(reasonOf(body));
        });

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 5000");
      Pattern.send(client.out(), 1000);
    }
    assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.ABORTED);
  }

  @Test
  void givesUpAClientThatSendsNothing() throws Exception {
    server.close();
    server = start(FixedLimits.DEFAULT.withIdle(Duration.ofMillis(50)));
    BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    server.handle((body, request) -> outcome.add(reasonOf(body)));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 5000");
      Pattern.send(client.out(), 4999);
      assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.SLOW);
    }
  }

  @Test
  void givesUpAClientThatTrickles() throws Exception {
    server.close();
    server = start(FixedLimits.DEFAULT.withGrace(Duration.ofMillis(300)));
    BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    server.handle((body, request) -> outcome.add(reasonOf(body)));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 500000");
      Thread.startVirtualThread(() -> client.trickle(outcome::isEmpty));
      assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.SLOW);
    }
  }

  @Test
  void throwsAwayWhatNobodyReadsAndKeepsTheConnection() throws Exception {
    server.handle((body, request) -> {});

    try (Wire client = new Wire(server.port())) {
      for (int i = 0; i < 3; i++) {
        client.begin("PUT", "/", "Content-Length: " + 40 * MIB);
        Pattern.send(client.out(), 40 * MIB);
        assertThat(client.reply().status()).isEqualTo(200);
      }
    }
    assertThat(server.budget().used()).isZero();
  }

  @Test
  void closesTheConnectionWhenThereIsTooMuchToThrowAway() throws Exception {
    server.close();
    server = start(FixedLimits.DEFAULT.withDiscard(MIB));
    server.handle((body, request) -> {});

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + 400L * MIB);
      assertThatThrownBy(() -> Pattern.sendUnchecked(client.out(), 400L * MIB))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void tellsAClientThatAsksToGoOnOnlyWhenTheBodyIsRead() throws Exception {
    server.handle((body, request) -> Pattern.check(body, 10));

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 10", "Expect: 100-continue");
      assertThat(client.reply().status()).isEqualTo(100);
      Pattern.send(client.out(), 10);
      assertThat(client.reply().status()).isEqualTo(200);
    }

    server.handle((body, request) -> {});
    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 10", "Expect: 100-continue");
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void goesOnWithTheNextRequestOfAConnectionItHadStopped() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    server.handle(
        (body, request) -> {
          go.await();
          body.readAllBytes();
        });

    try (Wire client = new Wire(server.port())) {
      // Fits the window exactly, so the reader stops the socket at the very end of the body.
      client.begin("PUT", "/", "Content-Length: " + BodyReader.WINDOW);
      Pattern.send(client.out(), BodyReader.WINDOW);
      go.countDown();
      assertThat(client.reply().status()).isEqualTo(200);
      client.begin("PUT", "/", "Content-Length: 5");
      Pattern.send(client.out(), 5);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void goesOnWithTheNextRequestHoweverStopAndEndFallTogether() throws Exception {
    server.handle((body, request) -> body.transferTo(OutputStream.nullOutputStream()));
    try (Wire client = new Wire(server.port())) {
      for (int i = 0; i < 400; i++) {
        int size = BodyReader.WINDOW + (i % 3 - 1) * 1000;
        client.begin("PUT", "/", "Content-Length: " + size);
        Pattern.send(client.out(), size);
        assertThat(client.reply().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void survivesClientsThatVanishWhileTheyAreStopped() throws Exception {
    BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    server.handle(
        (body, request) -> {
          go.await();
          outcome.add(reasonOf(body));
        });

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + 64 * MIB);
      Pattern.send(client.out(), BodyReader.WINDOW);
      server.awaitUsed(BodyReader.WINDOW);
      client.resetOnClose();
    }
    go.countDown();
    assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.ABORTED);
    server.awaitUnused();
  }

  @Test
  void lendsEveryByteWhereItLies() throws Exception {
    int size = 20 * MIB + 77;
    server.handle(
        (body, request) -> {
          byte[] all = new byte[size];
          int at = 0;
          for (List<ByteBuffer> lent = body.lend(); !lent.isEmpty(); lent = body.lend()) {
            for (ByteBuffer buffer : lent) {
              int n = buffer.remaining();
              buffer.get(all, at, n);
              at += n;
            }
          }
          Pattern.check(new ByteArrayInputStream(all), at);
          assertThat(at).isEqualTo(size);
        });

    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: " + size);
      Pattern.send(client.out(), size);
      assertThat(client.reply().status()).isEqualTo(200);
    }
    assertThat(server.budget().used()).isZero();
  }

  @Test
  void lendsWhatReadingHasLeft() throws Exception {
    server.handle(
        (body, request) -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          all.write(body.readNBytes(3));
          for (ByteBuffer buffer : body.lend()) {
            while (buffer.hasRemaining()) {
              all.write(buffer.get());
            }
          }
          all.write(body.readAllBytes());
          Pattern.check(new ByteArrayInputStream(all.toByteArray()), 5000);
        });
    try (Wire client = new Wire(server.port())) {
      client.begin("PUT", "/", "Content-Length: 5000");
      Pattern.send(client.out(), 5000);
      assertThat(client.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void givesEachOfThePipelinedRequestsItsOwnBytes() throws Exception {
    server.handle(
        (body, request) ->
            Pattern.check(body, Long.parseLong(request.getHeader("Content-Length"))));
    try (Wire client = new Wire(server.port())) {
      for (int size : new int[] {70_000, 3, 200_001}) {
        client.begin("PUT", "/", "Content-Length: " + size);
        Pattern.send(client.out(), size);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(client.reply().status()).isEqualTo(200);
      }
    }
  }

  private static Object reasonOf(BodyReader body) {
    try {
      body.transferTo(java.io.OutputStream.nullOutputStream());
      return "whole";
    } catch (BodyCutException e) {
      return e.reason();
    } catch (IOException e) {
      return e;
    }
  }
}
