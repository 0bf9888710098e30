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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BlobsOverTheWireTest {
  /// Small: one piece; large: a window of writes.
  private static final byte[] SMALL = Content.bytes(1, 10_000);

  private static final byte[] LARGE = Content.bytes(2, 3_000_000);

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
  void servesBlobsOfAnySizeWithAllTheirHeaders() throws IOException {
    for (byte[] bytes : new byte[][] {{}, SMALL, LARGE}) {
      String digest = Content.blob(wire, "blobs", bytes);
      Reply get = wire.ask("GET", "/v2/blobs/blobs/" + digest);
      Reply head = wire.ask("HEAD", "/v2/blobs/blobs/" + digest);

      assertThat(get.body()).isEqualTo(bytes);
      for (Reply reply : new Reply[] {get, head}) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Length")).isEqualTo("" + bytes.length);
        assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(reply.header("Docker-Content-Digest")).isEqualTo(digest);
        assertThat(reply.header("ETag")).isEqualTo('"' + digest + '"');
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("Cache-Control")).contains("immutable").contains("private");
        assertThat(reply.header("Content-Disposition")).isEqualTo("attachment");
        assertThat(reply.header("Content-Security-Policy")).contains("sandbox");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=500-1499, 500, 1499",
    "bytes=-500, 2999500, 2999999",
    "bytes=2999999-, 2999999, 2999999",
    "bytes=1-999999999999999999999, 1, 2999999",
    "bytes=0-, 0, 2999999",
  })
  void servesRanges(String range, int first, int last) throws IOException {
    String digest = Content.blob(wire, "ranges", LARGE);
    Reply reply = wire.ask("GET", "/v2/ranges/blobs/" + digest, "Range: " + range);

    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("Content-Range"))
        .isEqualTo("bytes " + first + "-" + last + "/" + LARGE.length);
    assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(LARGE, first, last + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=500-0", "bytes=10000-", "bytes=99999999999-", "bytes=-0", "bytes=x"})
  void refusesRangesThatCannotBe(String range) throws IOException {
    String digest = Content.blob(wire, "ranges", SMALL);
    Reply reply = wire.ask("GET", "/v2/ranges/blobs/" + digest, "Range: " + range);

    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */10000");
    assertThat(reply.text()).contains("RANGE_INVALID");
  }

  @Test
  void servesTheWholeForManyRanges() throws IOException {
    String digest = Content.blob(wire, "ranges", SMALL);
    String many = "Range: bytes=" + "0-,".repeat(1000) + "0-";
    Reply reply = wire.ask("GET", "/v2/ranges/blobs/" + digest, many);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(SMALL);
  }

  @Test
  void sparesClientsWhatTheyHave() throws IOException {
    String digest = Content.blob(wire, "etags", SMALL);
    for (String method : new String[] {"GET", "HEAD"}) {
      Reply reply =
          wire.ask(method, "/v2/etags/blobs/" + digest, "If-None-Match: \"x\", \"" + digest + '"');
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.header("ETag")).isEqualTo('"' + digest + '"');
    }
    // The connection is in step: a 304 has no body.
    assertThat(wire.ask("GET", "/v2/").status()).isEqualTo(200);
  }

  @Test
  void servesTheWholeIfTheClientsPartIsOfSomethingElse() throws IOException {
    String digest = Content.blob(wire, "etags", SMALL);
    String target = "/v2/etags/blobs/" + digest;
    assertThat(wire.ask("GET", target, "Range: bytes=5-", "If-Range: \"" + digest + '"').status())
        .isEqualTo(206);
    assertThat(wire.ask("GET", target, "Range: bytes=5-", "If-Range: \"other\"").status())
        .isEqualTo(200);
  }

  @Test
  void servesABlobOnlyInRepositoriesThatLinkIt() throws IOException {
    String digest = Content.blob(wire, "here", SMALL);
    Reply reply = wire.ask("GET", "/v2/elsewhere/blobs/" + digest);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).contains("BLOB_UNKNOWN");
    assertThat(wire.ask("HEAD", "/v2/elsewhere/blobs/" + digest).status()).isEqualTo(404);
  }

  @Test
  void deletesABlobOnce() throws IOException {
    String digest = Content.blob(wire, "gone", SMALL);

    assertThat(wire.ask("DELETE", "/v2/gone/blobs/" + digest).status()).isEqualTo(202);
    assertThat(wire.ask("GET", "/v2/gone/blobs/" + digest).status()).isEqualTo(404);
    assertThat(wire.ask("DELETE", "/v2/gone/blobs/" + digest).status()).isEqualTo(404);
  }

  @Test
  void survivesClientsThatLeaveInTheMiddle() throws IOException {
    String digest = Content.blob(wire, "large", LARGE);
    for (int i = 0; i < 20; i++) {
      try (Wire leaving = Server.connect()) {
        leaving.resetOnClose();
        leaving.begin("GET", "/v2/large/blobs/" + digest);
        assertThat(leaving.in().readNBytes(100_000)).hasSize(100_000);
      }
    }
    assertThat(wire.ask("GET", "/v2/large/blobs/" + digest).body()).isEqualTo(LARGE);
  }
}
