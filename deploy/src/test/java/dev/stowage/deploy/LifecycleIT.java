package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.deploy.Connection.Request;
import dev.stowage.deploy.Connection.Response;
import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry that is asked to end (`SIGTERM`): it says at once that it is not ready, lets what
/// runs come to its end, and hands over what does not.
class LifecycleIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  /// What a JVM ends with that was asked to and did so in order.
  private static final int ENDED = 128 + 15;

  /// More than the network holds on its way.
  private static final Content BLOB = new Content(7, 64 << 20);

  private static final Content UPLOAD = new Content(8, 8 << 20);
  private static final long HALF = UPLOAD.length() / 2;

  @Test
  void finishesWhatRuns(@TempDir Path data) throws Exception {
    try (var registry =
        Registry.directory(data)
            .with("QUARKUS_SHUTDOWN_TIMEOUT", "60s")
            .with("STOWAGE_HTTP_IDLE", "5m")
            .start()) {
      String location;
      String digest = BLOB.digest();
      try (var client = new Client(registry.port())) {
        client.push("ending/app", BLOB, digest, Client.Manner.STREAM);
        location = client.begin("ending/app");
      }
      var began = new CountDownLatch(1);
      var goOn = new CountDownLatch(1);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor();
          var kept = new Connection(registry.port());
          var pulling = new Connection(registry.port());
          var pushing = new Connection(registry.port())) {
        try {
          assertThat(kept.send(Connection.get("/v2/")).header("Connection")).isEmpty();
          var pulled = new Content.DigestSink();
          pulling.writeHead(Connection.get("/v2/ending/app/blobs/" + digest));
          var pull =
              executor.submit(() -> pulling.read("GET", new Held(pulled, began, goOn)).status());
          began.await();
          Request rest = Connection.request("PATCH", location);
          pushing.writeHead(rest.chunks(UPLOAD));
          pushing.writeChunks(UPLOAD.part(0, HALF));
          awaitBodies(registry, 1);

          registry.askToEnd();
          awaitNotReady(registry);

          Response answer = kept.send(Connection.get("/v2/"));
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.header("Connection")).hasValue("close");
          assertThatExceptionOfType(IOException.class)
              .isThrownBy(() -> kept.send(Connection.get("/v2/")));

          pushing.writeBody(rest.chunks(UPLOAD.part(HALF, UPLOAD.length())));
          Response pushed = pushing.read("PATCH", OutputStream.nullOutputStream());
          assertThat(pushed.status()).as(pushed.toString()).isEqualTo(202);
          try (var late = new Connection(registry.port())) {
            String close = location + "?digest=" + UPLOAD.digest();
            assertThat(late.send(Connection.request("PUT", close)).status()).isEqualTo(201);
          }
          goOn.countDown();
          assertThat(pull.get()).isEqualTo(200);
          assertThat(pulled.digest()).isEqualTo(digest);
          assertThat(registry.awaitEnd()).isEqualTo(ENDED);
          assertThat(registry.log()).doesNotContain("ERROR");
        } finally {
          goOn.countDown();
        }
      }
    }
  }

  @Test
  void handsOverAnUploadThatTakesTooLong(@TempDir Path data) throws Exception {
    try (var redis = RedisServer.started();
        var registry =
            Registry.directory(data)
                .with("STOWAGE_REDIS_URI", redis.uri())
                .with("QUARKUS_SHUTDOWN_TIMEOUT", "12s")
                .start()) {
      String location;
      try (var client = new Client(registry.port())) {
        location = client.begin("ending/app");
      }
      try (var pushing = new Connection(registry.port())) {
        pushing.writeHead(Connection.request("PATCH", location).chunks(UPLOAD));
        pushing.writeChunks(UPLOAD.part(0, HALF));
        awaitBodies(registry, 1);

        registry.askToEnd();
        awaitNotReady(registry);

        Response cut = pushing.read("PATCH", OutputStream.nullOutputStream());
        assertThat(cut.status()).isEqualTo(503);
        assertThat(cut.header("Retry-After")).isPresent();
        assertThat(cut.header("Connection")).hasValue("close");
      }
      assertThat(registry.awaitEnd()).isEqualTo(ENDED);

      registry.start();
      // The machine may be so busy that Redis counts as gone for a moment: clients come again.
      Client.insist(registry.port(), client -> finish(client, location));
      try (var client = new Client(registry.port())) {
        var pulled = new Content.DigestSink();
        client.blob("GET", "ending/app", UPLOAD.digest(), pulled);
        assertThat(pulled.digest()).isEqualTo(UPLOAD.digest());
      }
    }
  }

  /// Goes on from where the upload stands, which is within what was sent.
  private static void finish(Client client, String location) throws IOException {
    long offset = client.offset(location);
    if (offset < UPLOAD.length()) {
      assertThat(offset).isPositive().isLessThanOrEqualTo(HALF);
      client.patch(location, UPLOAD, offset, UPLOAD.length());
    }
    client.finish(location, UPLOAD.digest());
  }

  private static void awaitBodies(Registry registry, int bodies) {
    Poll.until(
        SOON,
        () -> "no request has a body",
        () -> {
          try {
            return Metrics.of(registry).sum("stowage_http_bodies") >= bodies;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void awaitNotReady(Registry registry) {
    Poll.until(
        SOON,
        () -> "the registry is still ready",
        () -> {
          try (var connection = new Connection(registry.port())) {
            return connection.send(Connection.get("/q/health/ready")).status() == 503;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// Takes the beginning, and the rest when it may.
  private static final class Held extends OutputStream {
    private final OutputStream sink;
    private final CountDownLatch began;
    private final CountDownLatch goOn;

    Held(OutputStream sink, CountDownLatch began, CountDownLatch goOn) {
      this.sink = sink;
      this.began = began;
      this.goOn = goOn;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sink.write(bytes, offset, length);
      began.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
