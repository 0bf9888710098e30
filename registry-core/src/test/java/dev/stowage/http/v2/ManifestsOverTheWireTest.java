package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import dev.stowage.http.body.MemoryBudget;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ManifestsOverTheWireTest {
  private static final int MIB = 1024 * 1024;
  private static final String TYPE = "Content-Type: " + Content.MANIFEST_TYPE;

  @Inject MemoryBudget budget;
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
  void servesWhatWasPushedByTagAndByDigest() throws IOException {
    String digest = Content.manifest(wire, "m", "v1", "first");
    for (String reference : new String[] {"v1", digest}) {
      Reply get = wire.ask("GET", "/v2/m/manifests/" + reference, "Accept: text/html");
      Reply head = wire.ask("HEAD", "/v2/m/manifests/" + reference);

      assertThat(get.body()).isEqualTo(Content.manifest("first"));
      for (Reply reply : new Reply[] {get, head}) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(Content.MANIFEST_TYPE);
        assertThat(reply.header("Content-Length")).isEqualTo("" + get.body().length);
        assertThat(reply.header("Docker-Content-Digest")).isEqualTo(digest);
        assertThat(reply.header("ETag")).isEqualTo('"' + digest + '"');
      }
      Reply again =
          wire.ask("GET", "/v2/m/manifests/" + reference, "If-None-Match: \"" + digest + '"');
      assertThat(again.status()).isEqualTo(304);
    }
    assertThat(wire.ask("GET", "/v2/m/manifests/v1").header("Cache-Control")).contains("no-cache");
    assertThat(wire.ask("GET", "/v2/m/manifests/" + digest).header("Cache-Control"))
        .contains("immutable");
  }

  @Test
  void setsSeveralTagsAtOnce() throws IOException {
    Content.manifest(wire, "tags", "x", "several");
    byte[] manifest = Content.manifest("several");
    String digest = Content.sha256(manifest);
    Reply reply =
        wire.send("PUT", "/v2/tags/manifests/" + digest + "?tag=a&tag=b&tag=a", manifest, TYPE);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("OCI-Tag")).isIn("a", "b");
    assertThat(reply.header("Location")).isEqualTo("/v2/tags/manifests/" + digest);
    for (String tag : new String[] {"a", "b"}) {
      assertThat(wire.ask("GET", "/v2/tags/manifests/" + tag).body()).isEqualTo(manifest);
    }

    String many = "?tag=t" + "&tag=t%d".repeat(ManifestHandler.MAX_TAGS);
    Object[] numbers = new Object[ManifestHandler.MAX_TAGS];
    Arrays.setAll(numbers, i -> i);
    String query = many.formatted(numbers);
    assertThat(wire.send("PUT", "/v2/tags/manifests/" + digest + query, manifest, TYPE).status())
        .isEqualTo(414);
    assertThat(wire.send("PUT", "/v2/tags/manifests/" + digest + "?tag=-", manifest, TYPE).text())
        .contains("TAG_INVALID");
  }

  @Test
  void movesTagsByCompareAndSwap() throws IOException {
    String first = Content.manifest(wire, "cas", "t", "one");
    byte[] two = Content.manifest("two");
    String target = "/v2/cas/manifests/t";

    Reply absent = wire.send("PUT", target, two, TYPE, "If-None-Match: *");
    assertThat(absent.status()).isEqualTo(412);
    assertThat(absent.text()).contains("PRECONDITION_FAILED");
    String other = "If-Match: \"" + Content.sha256(two) + '"';
    assertThat(wire.send("PUT", target, two, TYPE, other).status()).isEqualTo(412);
    assertThat(wire.ask("GET", target).header("Docker-Content-Digest")).isEqualTo(first);

    String right = "If-Match: \"" + first + '"';
    assertThat(wire.send("PUT", target, two, TYPE, right).status()).isEqualTo(201);
    assertThat(wire.ask("DELETE", target, right).status()).isEqualTo(412);
    assertThat(wire.ask("DELETE", target, other).status()).isEqualTo(202);
    assertThat(wire.send("PUT", target, two, TYPE, "If-None-Match: *").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({"If-Match, *", "If-Match, '\"x\"'", "If-None-Match, '\"x\"'"})
  void refusesOtherDemandsOnTags(String name, String value) throws IOException {
    Reply reply =
        wire.send("PUT", "/v2/cas/manifests/t", Content.manifest("x"), TYPE, name + ": " + value);
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void deletesByTagAndByDigest() throws IOException {
    String digest = Content.manifest(wire, "del", "a", "gone");
    Content.manifest(wire, "del", "b", "gone");

    assertThat(wire.ask("DELETE", "/v2/del/manifests/a").status()).isEqualTo(202);
    assertThat(wire.ask("DELETE", "/v2/del/manifests/a").status()).isEqualTo(404);
    assertThat(wire.ask("HEAD", "/v2/del/manifests/b").status()).isEqualTo(200);
    assertThat(wire.ask("DELETE", "/v2/del/manifests/" + digest).status()).isEqualTo(202);
    assertThat(wire.ask("HEAD", "/v2/del/manifests/b").status()).isEqualTo(404);
    assertThat(wire.ask("DELETE", "/v2/del/manifests/" + digest).text())
        .contains("MANIFEST_UNKNOWN");
  }

  @Test
  void takesManifestsUpToTheLimitAndNoByteMore() throws IOException {
    byte[] largest = sized(4 * MIB);
    assertThat(wire.send("PUT", "/v2/big/manifests/x", largest, TYPE).status()).isNotEqualTo(413);

    Reply reply = wire.send("PUT", "/v2/big/manifests/x", sized(4 * MIB + 1), TYPE);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text()).contains("SIZE_INVALID").contains("4194304");
    assertThat(wire.ask("GET", "/v2/").status()).isEqualTo(200); // the same connection
    Server.await(() -> budget.used() == 0);
  }

  @Test
  void stopsReadingAChunkedManifestAtTheLimit() throws IOException {
    wire.begin("PUT", "/v2/big/manifests/x", TYPE, "Transfer-Encoding: chunked");
    byte[] chunk = new byte[MIB];
    for (int i = 0; i < 20; i++) {
      wire.chunk(chunk, 0, chunk.length);
    }
    wire.lastChunk();
    assertThat(wire.reply().status()).isEqualTo(413);
    assertThat(wire.ask("GET", "/v2/").status()).isEqualTo(200);
  }

  @Test
  void refusesAHugeBodyEarlyInLittleMemoryAndGoesOn() throws IOException {
    wire.begin("PUT", "/v2/big/manifests/x", TYPE, "Content-Length: " + 400 * MIB);
    assertThat(wire.reply().status()).isEqualTo(413); // before a byte was sent
    byte[] block = new byte[4 * MIB];
    long most = 0;
    for (int i = 0; i < 100; i++) {
      wire.out().write(block);
      most = Math.max(most, budget.used());
    }
    assertThat(most).isLessThan(2 * MIB);
    assertThat(wire.ask("GET", "/v2/").status()).isEqualTo(200);
  }

  @Test
  void saysBeforehandThatItWillCloseWhenThereIsTooMuchToThrowAway() throws IOException {
    wire.begin("PUT", "/v2/big/manifests/x", TYPE, "Content-Length: " + (1L << 40));
    Reply reply = wire.reply();
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("Connection")).isEqualToIgnoringCase("close");
  }

  @Test
  void refusesAClientThatAsksBeforeItSends() throws IOException {
    wire.begin(
        "PUT", "/v2/UPPER/manifests/x", TYPE, "Content-Length: 1000", "Expect: 100-continue");
    Reply reply = wire.reply();
    assertThat(reply.status()).isEqualTo(400); // and no 100 before it
    assertThat(reply.header("Connection")).isEqualToIgnoringCase("close");
  }

  @Test
  void refusesWhatIsNoManifest() throws IOException {
    for (String body : new String[] {"", "{", "[]", "{\"schemaVersion\":1}", "\0"}) {
      Reply reply =
          wire.send(
              "PUT",
              "/v2/no/manifests/x",
              body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              TYPE);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("MANIFEST_INVALID");
    }
  }

  @Test
  void publishesNothingOfABodyThatIsCutOff() throws IOException {
    byte[] manifest = Content.manifest("cut");
    try (Wire cut = Server.connect()) {
      cut.begin("PUT", "/v2/cut/manifests/x", TYPE, "Content-Length: " + manifest.length);
      cut.out().write(manifest, 0, manifest.length - 1);
    }
    assertThat(wire.ask("GET", "/v2/cut/manifests/x").status()).isEqualTo(404);
  }

  private static byte[] sized(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) ' ');
    bytes[0] = '{';
    bytes[size - 1] = '}';
    return bytes;
  }
}
