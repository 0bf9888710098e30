package dev.stowage.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Connection.Request;
import dev.stowage.deploy.Connection.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A body of 400 MB that the registry will not take: the answer comes at once, the heap (96 MiB, a
/// quarter of the body) does not notice, and the same connection goes on with the next request.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlyRefusalIT {

  private static final Content BODY = new Content(1, 400_000_000);

  /// More than any manifest may have, and a little of the body.
  private static final long BEGINNING = 8 << 20;

  private static final String SOME_DIGEST = "sha256:" + "0".repeat(64);

  private Registry registry;

  @BeforeAll
  void startRegistry() {
    registry = Registry.memory().withJava("-Xmx96m").start();
  }

  @AfterAll
  void stopRegistry() {
    assertThat(registry.log()).doesNotContain("OutOfMemoryError");
    registry.close();
  }

  @Test
  void manifestThatIsTooLarge() throws Exception {
    refused(put("/v2/refused/app/manifests/latest").body(BODY), 413);
  }

  @Test
  void manifestThatIsTooLargeOfUnknownLength() throws Exception {
    refused(put("/v2/refused/app/manifests/latest").chunks(BODY), 413);
  }

  @Test
  void uploadThatDoesNotExist() throws Exception {
    refused(put("/v2/refused/app/blobs/uploads/nonesuch?digest=" + SOME_DIGEST).body(BODY), 404);
    refused(
        Connection.request("PATCH", "/v2/refused/app/blobs/uploads/nonesuch").chunks(BODY), 404);
  }

  @Test
  void nameThatIsNone() throws Exception {
    refused(put("/v2/Refused/manifests/latest").body(BODY), 400);
  }

  @Test
  void clientThatWaitsForTheWordToGoOnSendsNothing() throws IOException {
    try (var connection = new Connection(registry.port())) {
      Request request =
          put("/v2/refused/app/manifests/latest").body(BODY).header("Expect", "100-continue");
      connection.writeHead(request);
      var said = new ByteArrayOutputStream();
      assertThat(connection.read("PUT", said).status()).as(said.toString(UTF_8)).isEqualTo(413);
    }
  }

  private static Request put(String target) {
    return Connection.request("PUT", target).header("Content-Type", Client.MANIFEST);
  }

  /// Sends the beginning of the body, waits for the answer, sends the rest as HTTP wants it, then
  /// asks again.
  private void refused(Request request, int status) throws Exception {
    try (var connection = new Connection(registry.port());
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answered = new CountDownLatch(1);
      var sending =
          executor.submit(
              (Callable<Boolean>)
                  () -> {
                    connection.writeHead(request);
                    connection.writeBody(
                        new Request(
                            request.method(),
                            request.target(),
                            request.headers(),
                            new Held(answered),
                            request.chunked()));
                    return true;
                  });
      var said = new ByteArrayOutputStream();
      Response answer;
      try {
        answer = connection.read(request.method(), said);
      } finally {
        answered.countDown();
      }
      assertThat(answer.status()).as(said.toString(UTF_8)).isEqualTo(status);
      assertThat(said.toString(UTF_8)).contains("\"errors\"");
      assertThat(sending.get()).isTrue();
      assertThat(connection.send(Connection.get("/v2/")).status()).isEqualTo(200);
    }
  }

  /// The body, of which all but the beginning is held back until the answer is there.
  private record Held(CountDownLatch answered) implements Connection.Body {
    @Override
    public long length() {
      return BODY.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      BODY.writeTo(out, 0, BEGINNING);
      out.flush();
      try {
        answered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      BODY.writeTo(out, BEGINNING, BODY.length());
    }
  }
}
