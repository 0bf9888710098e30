package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.access.Grant;
import dev.stowage.access.Limit;
import dev.stowage.access.Role;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.auth.Secret;
import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import dev.stowage.layout.Principal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Accounts, namespaces and grants, managed as with curl.
@QuarkusTest
@TestProfile(Tenants.Profile.class)
class ApiOverTheWireTest {
  private static final String ADMIN = Tenants.basic("admin", Tenants.ADMIN_PASSWORD);
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
  void aTeamIsSetUpFromNothing() throws IOException {
    assertThat(put("users/olga", ADMIN, "{\"password\":\"olga's password\"}").status())
        .isEqualTo(201);
    assertThat(
            put(
                    "namespaces/api-team",
                    ADMIN,
                    "{\"public\":[\"list\",\"pull\"],\"grants\":[{\"who\":\"user:olga\",\"role\":\"owner\"}]}")
                .status())
        .isEqualTo(201);
    String olga = Tenants.basic("olga", "olga's password");
    Reply robot = put("robots/api-team+ci", olga, "{}");
    assertThat(robot.status()).as(robot.text()).isEqualTo(201);
    Reply drawn = post("robots/api-team+ci/secrets", olga, "{\"days\":30}");
    assertThat(drawn.status()).isEqualTo(201);
    assertThat(drawn.header("Cache-Control")).isEqualTo("no-store");
    String secret = Tenants.member(drawn.text(), "secret");
    String ci = Tenants.basic("api-team+ci", secret);
    assertThat(wire.ask("POST", "/v2/api-team/app/blobs/uploads/", ci).status()).isEqualTo(403);

    Reply granted =
        put(
            "namespaces/api-team",
            olga,
            "{\"grants\":[{\"who\":\"user:olga\",\"role\":\"owner\"},"
                + "{\"who\":\"robot:api-team+ci\",\"verbs\":[\"push\"],\"repos\":[\"api-team/app\"]}]}");
    assertThat(granted.status()).as(granted.text()).isEqualTo(200);
    assertThat(wire.ask("POST", "/v2/api-team/app/blobs/uploads/", ci).status()).isEqualTo(202);
    assertThat(wire.ask("POST", "/v2/api-team/b/blobs/uploads/", ci).status()).isEqualTo(403);

    assertThat(wire.ask("GET", "/api/v1/robots/api-team+ci", olga).text())
        .contains("\"kind\":\"robot\"")
        .doesNotContain(secret, "hash");
    assertThat(wire.ask("GET", "/api/v1/namespaces/api-team/robots", olga).text())
        .isEqualTo("{\"names\":[\"ci\"]}");
    assertThat(post("robots/api-team+ci/secrets", olga, "{}").status()).isEqualTo(201);
    assertThat(post("robots/api-team+ci/secrets", olga, "{}").status()).isEqualTo(409);
    String id = Tenants.member(drawn.text(), "id");
    assertThat(wire.ask("DELETE", "/api/v1/robots/api-team+ci/secrets/" + id, olga).status())
        .isEqualTo(204);
    assertThat(wire.ask("GET", "/v2/", ci).status()).isEqualTo(401);
    assertThat(wire.ask("DELETE", "/api/v1/robots/api-team+ci", olga).status()).isEqualTo(204);
    assertThat(wire.ask("GET", "/api/v1/robots/api-team+ci", olga).status()).isEqualTo(404);
  }

  @Test
  void everyoneMakesTokensForHimself() throws IOException {
    Tenants.user("pat");
    Tenants.user("pit");
    Tenants.namespace(
        "pats", Verbs.NONE, Grant.of(dev.stowage.access.Who.parse("user:pat"), Role.OWNER));
    String pat = Tenants.basic("pat", Tenants.PASSWORD);
    Reply drawn =
        post(
            "users/pat/tokens",
            pat,
            "{\"name\":\"laptop\",\"days\":1,\"verbs\":[\"pull\"],\"repos\":[\"pats/*\"]}");
    assertThat(drawn.status()).as(drawn.text()).isEqualTo(201);
    String token = Tenants.basic("pat", Tenants.member(drawn.text(), "secret"));
    assertThat(wire.ask("GET", "/v2/pats/app/tags/list", token).status()).isEqualTo(404);
    assertThat(wire.ask("POST", "/v2/pats/app/blobs/uploads/", token).status()).isEqualTo(403);
    assertThat(post("users/pat/tokens", token, "{}").status())
        .as("a limited token makes no other")
        .isEqualTo(403);
    assertThat(post("users/pit/tokens", pat, "{}").status()).isEqualTo(403);
    assertThat(wire.ask("GET", "/api/v1/users/pit", pat).status()).isEqualTo(403);
    assertThat(wire.ask("GET", "/api/v1/users/nobody", pat).status()).isEqualTo(403);
    assertThat(wire.ask("GET", "/api/v1/users/pat", pat).text()).contains("\"laptop\"");

    assertThat(put("users/pat", pat, "{\"groups\":[\"admins\"]}").status()).isEqualTo(403);
    assertThat(put("users/pat", pat, "{\"password\":\"another password\",\"groups\":[]}").status())
        .isEqualTo(403);
    assertThat(put("users/pat", pat, "{\"password\":\"another password\"}").status())
        .isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/", pat).status()).isEqualTo(401);
  }

  @Test
  void changesADocumentOnlyAsItWasSeen() throws IOException {
    Reply made = put("namespaces/cas", ADMIN, "{}", "If-None-Match: *");
    assertThat(made.status()).isEqualTo(201);
    assertThat(put("namespaces/cas", ADMIN, "{}", "If-None-Match: *").status()).isEqualTo(412);
    String etag = made.header("ETag");
    assertThat(put("namespaces/cas", ADMIN, "{}", "If-Match: " + etag).status()).isEqualTo(200);
    Reply late = put("namespaces/cas", ADMIN, "{}", "If-Match: " + etag);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(late.text()).contains("\"status\":412", "\"type\":\"about:blank\"");
    assertThat(wire.ask("DELETE", "/api/v1/namespaces/cas", ADMIN).status()).isEqualTo(204);
    assertThat(put("namespaces/cas", ADMIN, "{}", "If-Match: " + etag).status()).isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET users",
        "GET users/admin",
        "PUT users/x",
        "DELETE users/admin",
        "POST users/admin/tokens",
        "DELETE users/admin/tokens/1",
        "GET robots/bobs+ci",
        "PUT robots/bobs+ci",
        "DELETE robots/bobs+ci",
        "POST robots/bobs+ci/secrets",
        "DELETE robots/bobs+ci/secrets/1",
        "GET namespaces",
        "GET namespaces/bobs",
        "PUT namespaces/bobs",
        "PUT namespaces/new-one",
        "DELETE namespaces/bobs",
        "GET namespaces/bobs/robots",
        "GET access",
        "PUT access",
        "GET access/explain?account=admin&verb=pull&repository=bobs/app"
      })
  void nobodyManagesWhatIsNotHis(String line) throws IOException {
    Tenants.user("eve");
    Tenants.namespace(
        "eves", Verbs.NONE, Grant.of(dev.stowage.access.Who.parse("user:eve"), Role.OWNER));
    Tenants.namespace("bobs", Verbs.NONE);
    String[] words = line.split(" ", 2);
    String target = "/api/v1/" + words[1];
    byte[] body = "{\"password\":\"a password for x\"}".getBytes(StandardCharsets.UTF_8);
    String type = "Content-Type: application/json";
    assertThat(wire.send(words[0], target, body, type).status()).isEqualTo(401);
    String eve = Tenants.basic("eve", Tenants.PASSWORD);
    Reply reply = wire.send(words[0], target, body, type, eve);
    assertThat(reply.status()).as(reply.text()).isEqualTo(403);
    String bearer = Tenants.bearer(wire, "eve", "repository:eves/app:pull,push,delete");
    assertThat(wire.send(words[0], target, body, type, bearer).status())
        .as("a token for repositories manages nothing")
        .isEqualTo(401);
    String limited =
        Tenants.secret(
            new Principal.User("admin"),
            Secret.Kind.PERSONAL,
            new Limit(Verbs.of(Verb.PULL), null));
    assertThat(wire.send(words[0], target, body, type, Tenants.basic("admin", limited)).status())
        .as("a limited secret of an admin manages nothing")
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "users/Bob | {}",
        "users/a+b | {}",
        "robots/ci | {}",
        "users/x | []",
        "users/x | {",
        "users/x | {\"admin\":true}",
        "users/x | {\"password\":\"short\"}",
        "users/x | {\"groups\":[\"\"]}",
        "robots/team+ci | {\"password\":\"a long password\"}",
        "namespaces/x | {\"public\":[\"push\"]}",
        "namespaces/x | {\"public\":[\"fly\"]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"role\":\"sysadmin\"}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"role\":\"emperor\"}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"verbs\":[\"fly\"]}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\"}]}",
        "namespaces/x | {\"grants\":[{\"role\":\"reader\"}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"a\",\"role\":\"reader\"}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"role\":\"reader\",\"repos\":[\"x*\"]}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"role\":\"reader\",\"ips\":[\"nowhere\"]}]}",
        "namespaces/x | {\"grants\":[{\"who\":\"user:a\",\"role\":\"reader\",\"until\":\"soon\"}]}",
        "namespaces/x | {\"rev\":9}",
        "namespaces/X | {}"
      })
  void refusesWhatMakesNoSense(String path, String body) throws IOException {
    Reply reply = put(path, ADMIN, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void takesNoFormOfAForeignPage() throws IOException {
    byte[] body = "{\"password\":\"a long password\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(
            wire.send("PUT", "/api/v1/users/x", body, "Content-Type: text/plain", ADMIN).status())
        .isEqualTo(415);
  }

  @Test
  void explains() throws IOException {
    Tenants.user("max");
    Tenants.namespace(
        "why",
        Verbs.of(Verb.PULL),
        Grant.of(dev.stowage.access.Who.parse("user:max"), Role.WRITER));
    String max = Tenants.basic("max", Tenants.PASSWORD);
    String ask = "/api/v1/access/explain?account=max&repository=why/app&verb=";
    assertThat(wire.ask("GET", ask + "push", max).text())
        .contains("\"allowed\":true", "\"namespace grant\"", "\"writer\"");
    assertThat(wire.ask("GET", ask + "pull", ADMIN).text()).contains("\"public\"");
    assertThat(wire.ask("GET", ask + "delete", ADMIN).text())
        .contains("\"allowed\":false", "\"no grant\"");
    assertThat(wire.ask("GET", ask + "fly", ADMIN).status()).isEqualTo(400);
    assertThat(wire.ask("GET", "/api/v1/access/explain", ADMIN).status()).isEqualTo(400);
  }

  @Test
  void knowsOtherPathsAndMethodsNot() throws IOException {
    for (String path :
        List.of("x", "users/a/b", "users/a/tokens/1/2", "access/x", "namespaces/a/b")) {
      assertThat(wire.ask("GET", "/api/v1/" + path, ADMIN).status()).as(path).isEqualTo(404);
    }
    assertThat(wire.ask("GET", "/api/v1").status()).isEqualTo(404);
    assertThat(wire.ask("GET", "/api/v1/users/").status()).isEqualTo(404);
    assertThat(wire.ask("PATCH", "/api/v1/users/x", ADMIN).status()).isEqualTo(405);
    assertThat(wire.ask("DELETE", "/api/v1/access", ADMIN).status()).isEqualTo(405);
  }

  @Test
  void noNoiseInABodyIsMoreThanRefused() throws IOException {
    Random random = new Random(5);
    String alphabet = "{}[]\":,\\ abcgrntswhouipv019-.*/\u0000é";
    for (int i = 0; i < 400; i++) {
      StringBuilder body = new StringBuilder("{\"grants\":[{\"who\":\"user:a\",\"role\":");
      for (int n = random.nextInt(30); n > 0; n--) {
        body.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(put("namespaces/noise", ADMIN, body.toString()).status()).isEqualTo(400);
    }
  }

  private Reply put(String path, String header, String body, String... more) throws IOException {
    return send("PUT", path, header, body, more);
  }

  private Reply post(String path, String header, String body) throws IOException {
    return send("POST", path, header, body);
  }

  private Reply send(String method, String path, String header, String body, String... more)
      throws IOException {
    String[] headers = java.util.Arrays.copyOf(more, more.length + 2);
    headers[more.length] = header;
    headers[more.length + 1] = "Content-Type: application/json";
    return wire.send(method, "/api/v1/" + path, body.getBytes(StandardCharsets.UTF_8), headers);
  }
}
