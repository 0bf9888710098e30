package dev.stowage.storage.gcs.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fake is worth what it refuses.
class FakeGcsTest {

  private static final String OBJECTS = "/storage/v1/b/bucket/o";
  private static final String UPLOAD = "/upload/storage/v1/b/bucket/o?uploadType=";

  private FakeGcs fake;
  private HttpClient client;
  private String token;

  @BeforeEach
  void start() {
    fake = FakeGcs.start(0, "bucket");
    client = HttpClient.newHttpClient();
    token = fake.token();
  }

  @AfterEach
  void stop() {
    client.close();
    fake.close();
  }

  private HttpResponse<String> ask(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(fake.uri() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return ask(method, path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  private String put(String name, String text) throws IOException, InterruptedException {
    HttpResponse<String> answer = ask("POST", UPLOAD + "media&name=" + name, text);
    assertThat(answer.statusCode()).isEqualTo(200);
    Matcher generation = Pattern.compile("\"generation\":\"(\\d+)\"").matcher(answer.body());
    assertThat(generation.find()).isTrue();
    return generation.group(1);
  }

  private String text(String name) throws IOException, InterruptedException {
    return ask("GET", OBJECTS + "/" + name + "?alt=media", "").body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer nonsense"})
  void wantsAToken(String authorization) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(fake.uri() + OBJECTS));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void knowsNoParameterThatItDoesNotKeep() throws IOException, InterruptedException {
    assertThat(ask("GET", OBJECTS + "?ifGenerationMatch=1", "").statusCode()).isEqualTo(400);
    assertThat(ask("GET", OBJECTS + "?startAfter=a", "").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ifGenerationMatch=1", "ifMetagenerationMatch=7"})
  void keepsPreconditionsOnEveryVerb(String condition) throws IOException, InterruptedException {
    put("there", "there");
    put("source", "source");
    String query = "?" + condition;
    assertThat(ask("GET", OBJECTS + "/there" + query, "").statusCode()).isEqualTo(412);
    assertThat(ask("DELETE", OBJECTS + "/there" + query, "").statusCode()).isEqualTo(412);
    assertThat(ask("PATCH", OBJECTS + "/there" + query, "{}").statusCode()).isEqualTo(412);
    assertThat(ask("POST", UPLOAD + "media&name=there&" + condition, "new").statusCode())
        .isEqualTo(412);
    assertThat(
            ask(
                    "POST",
                    UPLOAD + "multipart&" + condition,
                    "--x\r\n\r\n{\"name\":\"there\"}\r\n--x\r\n\r\nnew\r\n--x--",
                    "Content-Type",
                    "multipart/related; boundary=x")
                .statusCode())
        .isEqualTo(412);
    assertThat(
            ask(
                    "POST",
                    OBJECTS + "/there/compose" + query,
                    "{\"sourceObjects\":[{\"name\":\"source\"}]}")
                .statusCode())
        .isEqualTo(412);
    assertThat(ask("POST", OBJECTS + "/source/rewriteTo/b/bucket/o/there" + query, "").statusCode())
        .isEqualTo(412);
    assertThat(ask("POST", OBJECTS + "/source/moveTo/o/there" + query, "").statusCode())
        .isEqualTo(412);
    assertThat(text("there")).isEqualTo("there");
    assertThat(text("source")).isEqualTo("source");
  }

  @Test
  void keepsPreconditionsOnSources() throws IOException, InterruptedException {
    put("source", "source");
    String query = "?ifSourceGenerationMatch=1";
    assertThat(ask("POST", OBJECTS + "/source/rewriteTo/b/bucket/o/to" + query, "").statusCode())
        .isEqualTo(412);
    assertThat(ask("POST", OBJECTS + "/source/moveTo/o/to" + query, "").statusCode())
        .isEqualTo(412);
    assertThat(
            ask(
                    "POST",
                    OBJECTS + "/to/compose",
                    "{\"sourceObjects\":[{\"name\":\"source\",\"objectPreconditions\":"
                        + "{\"ifGenerationMatch\":\"1\"}}]}")
                .statusCode())
        .isEqualTo(412);
    assertThat(ask("GET", OBJECTS + "/to", "").statusCode()).isEqualTo(404);
  }

  @Test
  void countsChangesOfMetadata() throws IOException, InterruptedException {
    String generation = put("object", "x");
    String condition = "?ifGenerationMatch=" + generation + "&ifMetagenerationMatch=1";
    String path = OBJECTS + "/object" + condition;
    assertThat(ask("PATCH", path, "{\"metadata\":{\"a\":\"b\"}}").body())
        .contains("\"metageneration\":\"2\"", "\"a\":\"b\"");
    assertThat(ask("PATCH", path, "{}").statusCode()).isEqualTo(412);
  }

  @Test
  void refusesBytesOfAnotherChecksum() throws IOException, InterruptedException {
    String body = "--x\r\n\r\n{\"name\":\"o\",\"crc32c\":\"AAAAAA==\"}\r\n--x\r\n\r\nnew\r\n--x--";
    HttpResponse<String> answer =
        ask("POST", UPLOAD + "multipart", body, "Content-Type", "multipart/related; boundary=x");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("CRC32C");
  }

  @Test
  void knowsNoPreconditionOfXmlUploads() throws IOException, InterruptedException {
    assertThat(ask("POST", "/bucket/key?uploads", "", "x-goog-if-generation-match", "0").body())
        .contains("NotImplemented");
    assertThat(ask("POST", "/bucket/key?uploads&ifGenerationMatch=0", "").statusCode())
        .isEqualTo(400);
  }

  @Test
  void pagesOnlyWithATokenOfTheSameQuestion() throws IOException, InterruptedException {
    put("a", "");
    put("b", "");
    HttpResponse<String> first = ask("GET", OBJECTS + "?maxResults=1&startOffset=a", "");
    Matcher next = Pattern.compile("\"nextPageToken\":\"([^\"]+)\"").matcher(first.body());
    assertThat(first.body()).contains("\"name\":\"a\"").doesNotContain("\"name\":\"b\"");
    assertThat(next.find()).isTrue();
    String go = "&pageToken=" + next.group(1).replace("=", "%3D");
    assertThat(ask("GET", OBJECTS + "?startOffset=a" + go, "").body()).contains("\"name\":\"b\"");
    assertThat(ask("GET", OBJECTS + "?startOffset=b" + go, "").statusCode()).isEqualTo(400);
  }

  @Test
  void tellsOnlyTheFieldsAskedFor() throws IOException, InterruptedException {
    put("a", "x");
    assertThat(ask("GET", OBJECTS + "?fields=items(name,size)", "").body())
        .isEqualTo("{\"items\":[{\"name\":\"a\",\"size\":\"1\"}]}");
  }

  private String session(String query) throws IOException, InterruptedException {
    return ask("POST", UPLOAD + "resumable&name=big" + query, "")
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  @Test
  void keepsWholeQuantaOfAResumableUpload() throws IOException, InterruptedException {
    String session = session("");
    int quantum = Resumables.QUANTUM;
    byte[] odd = new byte[quantum + 1];
    assertThat(ask("PUT", session, odd, "Content-Range", "bytes 0-" + quantum + "/*").statusCode())
        .isEqualTo(400);
    HttpResponse<String> kept =
        ask("PUT", session, new byte[quantum], "Content-Range", "bytes 0-" + (quantum - 1) + "/*");
    assertThat(kept.statusCode()).isEqualTo(308);
    assertThat(kept.headers().firstValue("Range")).hasValue("bytes=0-" + (quantum - 1));
  }

  @Test
  void passesOverWhatAResumableUploadHasAlready() throws IOException, InterruptedException {
    String session = session("");
    int quantum = Resumables.QUANTUM;
    byte[] first = new byte[quantum];
    ask("PUT", session, first, "Content-Range", "bytes 0-" + (quantum - 1) + "/*");
    byte[] again = new byte[quantum + 3];
    java.util.Arrays.fill(again, (byte) 'x');
    HttpResponse<String> done =
        ask(
            "PUT",
            session,
            again,
            "Content-Range",
            "bytes 0-" + (quantum + 2) + "/" + (quantum + 3));
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(text("big")).isEqualTo("\0".repeat(quantum) + "xxx");
  }

  @Test
  void endsNoResumableUploadForBeingAsked() throws IOException, InterruptedException {
    String session = session("");
    int quantum = Resumables.QUANTUM;
    ask("PUT", session, new byte[quantum], "Content-Range", "bytes 0-" + (quantum - 1) + "/*");
    for (int i = 0; i < 2; i++) {
      assertThat(ask("PUT", session, "", "Content-Range", "bytes */*").statusCode()).isEqualTo(308);
    }
    assertThat(ask("GET", OBJECTS + "/big", "").statusCode()).isEqualTo(404);
    assertThat(ask("PUT", session, "", "Content-Range", "bytes */" + quantum).statusCode())
        .isEqualTo(200);
  }

  @Test
  void keepsTheConditionOfAResumableUploadToItsEnd() throws IOException, InterruptedException {
    String session = session("&ifGenerationMatch=0");
    put("big", "another's");
    assertThat(ask("PUT", session, "ours", "Content-Range", "bytes 0-3/4").statusCode())
        .isEqualTo(412);
    assertThat(text("big")).isEqualTo("another's");
  }
}
