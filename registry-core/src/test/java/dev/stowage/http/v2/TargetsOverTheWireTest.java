package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TargetsOverTheWireTest {

  @Test
  void saysWhatItIs() throws IOException {
    try (Wire wire = Server.connect()) {
      for (String path : new String[] {"/v2/", "/v2", "http://test/v2/"}) {
        Reply reply = wire.ask("GET", path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{}");
        assertThat(reply.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("X-Request-Id")).hasSize(16);
      }
      assertThat(wire.ask("HEAD", "/v2/").header("Content-Length")).isEqualTo("2");
    }
  }

  @Test
  void keepsAClientsRequestIdIfItIsAToken() throws IOException {
    try (Wire wire = Server.connect()) {
      assertThat(wire.ask("GET", "/v2/", "X-Request-Id: abc-1").header("X-Request-Id"))
          .isEqualTo("abc-1");
      assertThat(wire.ask("GET", "/v2/", "X-Request-Id: a b").header("X-Request-Id")).hasSize(16);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/nothing/here",
        "/v2/_catalog/",
        "/v2/a/tags/other",
        "/v2/a/manifests/x/y",
        "/v2/.well-known/x"
      })
  void answersUnknownPathsInJson(String path) throws IOException {
    Reply reply = ask("GET", path);
    assertThat(reply.status()).isEqualTo(404);
    assertError(reply, "UNSUPPORTED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/a%2fb/manifests/x",
        "/v2/..%2f..%2fetc%2fpasswd/manifests/x",
        "/v2/a%5cb/manifests/x",
        "/v2//a/manifests/x",
        "/v2/a/../b/manifests/x",
        "/v2/./a/manifests/x",
        "/v2/a/%2e%2e/b/manifests/x",
        "/v2/a%00b/manifests/x",
        "/v2/a/manifests/%61",
        "/v2/UPPER/manifests/x",
        "/v2/-a/manifests/x",
      })
  void refusesPathTricks(String path) throws IOException {
    Reply reply = ask("GET", path);
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply, "NAME_INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/a\\b/tags/list", "/v2/\u00e4/tags/list", "/v2/a\0/tags/list", "/v2/%zz"})
  void refusesWhatIsNoUri(String path) throws IOException {
    assertThat(ask("GET", path).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /v2/, 'GET, HEAD'",
    "POST, /v2/_catalog, 'GET, HEAD'",
    "PUT, /v2/a/tags/list, 'GET, HEAD'",
    "GET, /v2/a/blobs/uploads/, POST",
    "PATCH, /v2/a/manifests/x, 'GET, HEAD, PUT, DELETE'",
    "OPTIONS, /v2/a/manifests/x, 'GET, HEAD, PUT, DELETE'",
    "BREW, /v2/, 'GET, HEAD'",
  })
  void saysWhichMethodsAPathHas(String method, String path, String allow) throws IOException {
    Reply reply = ask(method, path);
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo(allow);
    assertError(reply, "UNSUPPORTED");
  }

  @Test
  void refusesAFloodOfHeadersInWords() throws IOException {
    try (Wire wire = Server.connect()) {
      flood(wire, 30);
      Reply reply = wire.reply();
      assertThat(reply.status()).isEqualTo(431);
      assertError(reply, "UNSUPPORTED");
      assertThat(wire.ask("GET", "/v2/").status()).isEqualTo(200);
    }
  }

  /// The parser does, and reads no further.
  @Test
  void endsAConnectionWhoseHeadersDoNotEnd() throws IOException {
    try (Wire wire = Server.connect()) {
      flood(wire, 70);
      assertThat(wire.reply().status()).isEqualTo(431);
      assertThat(wire.isClosedByServer()).isTrue();
    }
  }

  private static void flood(Wire wire, int kilobytes) throws IOException {
    wire.raw("GET /v2/ HTTP/1.1\r\nHost: test\r\n");
    String line = "X-Flood: " + "x".repeat(1000) + "\r\n";
    for (int i = 0; i < kilobytes; i++) {
      wire.raw(line);
    }
    wire.raw("\r\n");
  }

  @Test
  void takesHeadersUpToTheLimit() throws IOException {
    try (Wire wire = Server.connect()) {
      flood(wire, 15);
      assertThat(wire.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesATargetThatIsTooLongInWords() throws IOException {
    Reply reply = ask("GET", "/v2/" + "a".repeat(20_000));
    assertThat(reply.status()).isEqualTo(414);
    assertError(reply, "UNSUPPORTED");
  }

  @Test
  void endsAConnectionWhoseTargetDoesNotEnd() throws IOException {
    assertThat(ask("GET", "/v2/" + "a".repeat(70_000)).status()).isEqualTo(414);
  }

  @Test
  void refusesLengthsThatContradict() throws IOException {
    Reply reply = ask("PUT", "/v2/a/manifests/x", "Content-Length: 5", "Content-Length: 6");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    try (Wire wire = Server.connect()) {
      String head = " HTTP/1.1\r\nHost: test\r\n";
      wire.raw("GET /v2/" + head + "\r\nGET /v2/nothing" + head + "\r\nGET /v2/" + head + "\r\n");
      assertThat(wire.reply().status()).isEqualTo(200);
      assertThat(wire.reply().status()).isEqualTo(404);
      assertThat(wire.reply().status()).isEqualTo(200);
    }
  }

  private Reply ask(String method, String path, String... headers) throws IOException {
    try (Wire wire = Server.connect()) {
      return wire.ask(method, path, headers);
    }
  }

  private static void assertError(Reply reply, String code) {
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.text()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
  }
}
