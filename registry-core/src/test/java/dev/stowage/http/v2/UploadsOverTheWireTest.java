package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UploadsOverTheWireTest {
  private static final byte[] BYTES = Content.bytes(3, 500_000);
  private static final String DIGEST = Content.sha256(BYTES);

  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Server.connect();
  }

  @AfterEach
  void disconnect() throws IOException {
    wire.close();
  }

  @Test
  void takesABlobInOneRequest() throws IOException {
    Reply reply = wire.send("POST", "/v2/one/blobs/uploads/?digest=" + DIGEST, BYTES);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo("/v2/one/blobs/" + DIGEST);
    assertThat(reply.header("Docker-Content-Digest")).isEqualTo(DIGEST);
    assertThat(wire.ask("GET", reply.header("Location")).body()).isEqualTo(BYTES);
  }

  @Test
  void takesABlobByPostAndPut() throws IOException {
    String upload = begin("put");
    Reply reply = wire.send("PUT", upload + "?digest=" + DIGEST, BYTES);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(wire.ask("GET", reply.header("Location")).body()).isEqualTo(BYTES);
    assertThat(wire.ask("GET", upload).status()).isEqualTo(404);
  }

  @Test
  void takesAStreamInChunksOfTheTransfer() throws IOException {
    String upload = begin("stream");
    wire.begin("PATCH", upload, "Transfer-Encoding: chunked");
    for (int at = 0; at < BYTES.length; at += 77_777) {
      wire.chunk(BYTES, at, Math.min(77_777, BYTES.length - at));
    }
    wire.lastChunk();
    assertStanding(wire.reply(), 202, upload, BYTES.length);

    Reply done = wire.ask("PUT", upload + "?digest=" + DIGEST, "Content-Length: 0");
    assertThat(done.status()).isEqualTo(201);
    assertThat(wire.ask("GET", done.header("Location")).body()).isEqualTo(BYTES);
  }

  @Test
  void takesChunksInOrderAndTellsWhereItStandsOtherwise() throws IOException {
    String upload = begin("chunks");
    assertStanding(chunk("PATCH", upload, 0, 100_000), 202, upload, 100_000);

    for (int first : new int[] {0, 99_999, 100_001, 300_000}) {
      assertStanding(chunk("PATCH", upload, first, 50_000), 416, upload, 100_000);
      assertStanding(wire.ask("GET", upload), 204, upload, 100_000);
    }
    String huge = "Content-Range: 100000-99999999999999999999999";
    assertThat(wire.send("PATCH", upload, new byte[5], huge).status()).isEqualTo(416);
    String inverted = "Content-Range: 100005-100000";
    assertThat(wire.send("PATCH", upload, new byte[5], inverted).status()).isEqualTo(416);

    Reply done = chunk("PUT", upload + "?digest=" + DIGEST, 100_000, BYTES.length - 100_000);
    assertThat(done.status()).isEqualTo(201);
    assertThat(wire.ask("GET", done.header("Location")).body()).isEqualTo(BYTES);
  }

  @Test
  void refusesAChunkWhoseLengthsContradict() throws IOException {
    String upload = begin("chunks");
    Reply reply = wire.send("PATCH", upload, new byte[5], "Content-Range: 0-9");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("SIZE_INVALID");
    assertStanding(wire.ask("GET", upload), 204, upload, 0);
  }

  @Test
  void goesOnAtTheSafeOffsetAfterABodyIsCutOff() throws Exception {
    String upload = begin("cut");
    try (Wire cut = Server.connect()) {
      cut.begin("PATCH", upload, "Content-Length: " + BYTES.length);
      cut.out().write(BYTES, 0, 200_000);
      cut.out().flush();
    }
    int offset = awaitFree(upload);
    assertThat(offset).isBetween(1, 200_000);

    Reply done = chunk("PUT", upload + "?digest=" + DIGEST, offset, BYTES.length - offset);
    assertThat(done.status()).isEqualTo(201);
    assertThat(wire.ask("GET", done.header("Location")).body()).isEqualTo(BYTES);
  }

  @Test
  void goesOnAfterAChunkedBodyIsCutOff() throws Exception {
    String upload = begin("cut");
    try (Wire cut = Server.connect()) {
      cut.begin("PATCH", upload, "Transfer-Encoding: chunked");
      cut.chunk(BYTES, 0, 100_000);
      cut.resetOnClose();
    }
    int offset = awaitFree(upload);

    Reply done = chunk("PUT", upload + "?digest=" + DIGEST, offset, BYTES.length - offset);
    assertThat(done.status()).isEqualTo(201);
  }

  @Test
  void publishesNothingUnderAWrongDigest() throws IOException {
    String wrong = Content.sha256(new byte[] {1});
    Reply put = wire.send("PUT", begin("wrong") + "?digest=" + wrong, BYTES);
    Reply post = wire.send("POST", "/v2/wrong/blobs/uploads/?digest=" + wrong, BYTES);

    for (Reply reply : new Reply[] {put, post}) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("DIGEST_INVALID");
    }
    assertThat(wire.ask("HEAD", "/v2/wrong/blobs/" + wrong).status()).isEqualTo(404);
    assertThat(wire.ask("HEAD", "/v2/wrong/blobs/" + DIGEST).status()).isEqualTo(404);
  }

  @Test
  void wantsADigestToFinish() throws IOException {
    String upload = begin("digest");
    for (String query : new String[] {"", "?digest=", "?digest=sha256:abc", "?digest=md5:00"}) {
      Reply reply = wire.send("PUT", upload + query, BYTES);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("DIGEST_INVALID");
    }
    assertStanding(wire.ask("GET", upload), 204, upload, 0);
  }

  @Test
  void letsOneOfTwoWritersThrough() throws Exception {
    String upload = begin("two");
    try (Wire first = Server.connect()) {
      first.begin("PATCH", upload, "Content-Length: 200000", "Expect: 100-continue");
      assertThat(first.reply().status()).isEqualTo(100); // it writes now
      first.out().write(BYTES, 0, 100_000);

      Reply second = wire.send("PATCH", upload, new byte[10]);
      assertThat(second.status()).isEqualTo(416);
      assertThat(second.header("Location")).isEqualTo(upload);

      first.out().write(BYTES, 100_000, 100_000);
      assertStanding(first.reply(), 202, upload, 200_000);
    }
  }

  @Test
  void mountsFromAnywhereItMay() throws IOException {
    Content.blob(wire, "source", BYTES);
    Reply named = wire.ask("POST", "/v2/t1/blobs/uploads/?mount=" + DIGEST + "&from=source");
    Reply anonymous = wire.ask("POST", "/v2/t2/blobs/uploads/?mount=" + DIGEST);
    for (Reply reply : new Reply[] {named, anonymous}) {
      assertThat(reply.status()).isEqualTo(201);
      assertThat(wire.ask("GET", reply.header("Location")).body()).isEqualTo(BYTES);
    }

    String unknown = Content.sha256(new byte[] {2});
    Reply fallback = wire.ask("POST", "/v2/t3/blobs/uploads/?mount=" + unknown + "&from=source");
    assertThat(fallback.status()).isEqualTo(202);
    assertThat(fallback.header("Location")).startsWith("/v2/t3/blobs/uploads/");
  }

  @Test
  void takesSha512WithAndWithoutBeingTold() throws IOException {
    String digest = Content.sha512(BYTES);
    Reply told = wire.ask("POST", "/v2/s/blobs/uploads/?digest-algorithm=sha512");
    for (String upload : new String[] {told.header("Location"), begin("s")}) {
      Reply reply = wire.send("PUT", upload + "?digest=" + digest, BYTES);
      assertThat(reply.status()).isEqualTo(201);
    }
    assertThat(wire.ask("POST", "/v2/s/blobs/uploads/?digest-algorithm=md5").status())
        .isEqualTo(400);
  }

  @Test
  void cancels() throws IOException {
    String upload = begin("cancel");
    assertThat(wire.ask("DELETE", upload).status()).isEqualTo(204);
    assertThat(wire.ask("GET", upload).status()).isEqualTo(404);
    assertThat(wire.ask("DELETE", upload).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PATCH", "PUT", "DELETE"})
  void knowsNoUploadItDidNotBegin(String method) throws IOException {
    String mine = begin("mine");
    for (String upload :
        new String[] {
          mine.replace("/mine/", "/theirs/"),
          "/v2/mine/blobs/uploads/00000000000000000000000000000000",
          "/v2/mine/blobs/uploads/x",
        }) {
      Reply reply = wire.send(method, upload + "?digest=" + DIGEST, BYTES);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.text()).contains("BLOB_UPLOAD_UNKNOWN");
    }
  }

  private String begin(String name) throws IOException {
    Reply reply = wire.ask("POST", "/v2/" + name + "/blobs/uploads/");
    String upload = reply.header("Location");
    assertStanding(reply, 202, upload, 0);
    assertThat(upload).startsWith("/v2/" + name + "/blobs/uploads/");
    assertThat(reply.header("Docker-Upload-UUID")).isNotEmpty();
    return upload;
  }

  private Reply chunk(String method, String target, int first, int length) throws IOException {
    byte[] bytes = Arrays.copyOfRange(BYTES, first, first + length);
    String range = "Content-Range: " + first + "-" + (first + length - 1);
    return wire.send(method, target, bytes, range);
  }

  private static void assertStanding(Reply reply, int status, String upload, long offset) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Location")).isEqualTo(upload);
    assertThat(reply.header("Range")).isEqualTo("0-" + Math.max(0, offset - 1));
  }

  /// Where the upload stands once the request that was cut off has let go of it.
  private int awaitFree(String upload) throws Exception {
    String nothing = "Content-Range: 999999999-999999999";
    Reply reply;
    do {
      // Out of order, so it changes nothing; it says whether somebody writes.
      reply = wire.send("PATCH", upload, new byte[1], nothing);
      assertThat(reply.status()).isEqualTo(416);
    } while (reply.text().contains("another request") || reply.header("Range").equals("0-0"));
    return Integer.parseInt(reply.header("Range").substring(2)) + 1;
  }
}
