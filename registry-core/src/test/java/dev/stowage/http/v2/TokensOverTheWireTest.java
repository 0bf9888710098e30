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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signing in, as clients do it.
@QuarkusTest
@TestProfile(Tenants.Profile.class)
class TokensOverTheWireTest {
  private static final String SCOPE = "repository:tokens/app:pull,push";
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Server.connect();
    Tenants.namespace("tokens", Verbs.NONE, Grant.of(Tenants.user("tom"), Role.WRITER));
  }

  @AfterEach
  void disconnect() throws IOException {
    wire.close();
  }

  @Test
  void tellsWhoShowsNothingWhereTokensAreToBeHad() throws IOException {
    Reply ping = wire.ask("GET", "/v2/");
    assertThat(ping.status()).isEqualTo(401);
    assertThat(ping.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"http://test/auth/token\",service=\"stowage\"");
    assertThat(ping.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    assertThat(ping.text()).startsWith("{\"errors\":[{\"code\":\"UNAUTHORIZED\"");

    assertThat(wire.ask("HEAD", "/v2/tokens/app/manifests/1").header("WWW-Authenticate"))
        .endsWith(",scope=\"repository:tokens/app:pull\"");
    assertThat(wire.ask("POST", "/v2/tokens/app/blobs/uploads/").header("WWW-Authenticate"))
        .endsWith(",scope=\"repository:tokens/app:pull,push\"");
    assertThat(wire.ask("DELETE", "/v2/tokens/app/manifests/1").header("WWW-Authenticate"))
        .endsWith(",scope=\"repository:tokens/app:delete\"");
    assertThat(wire.ask("GET", "/v2/_catalog").header("WWW-Authenticate"))
        .endsWith(",scope=\"registry:catalog:*\"");
  }

  @Test
  void writesNoRealmThatAHostCouldForge() throws IOException {
    wire.raw("GET /v2/ HTTP/1.1\r\nHost: evil\"x\r\n\r\n");
    Reply reply = wire.reply();
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void givesATokenByPassword() throws IOException {
    Reply reply =
        wire.ask(
            "GET",
            "/auth/token?service=stowage&account=tom&client_id=docker&scope=" + SCOPE,
            Tenants.basic("tom", Tenants.PASSWORD));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    String token = Tenants.member(reply.text(), "token");
    assertThat(Tenants.member(reply.text(), "access_token")).isEqualTo(token);
    assertThat(reply.text()).contains("\"expires_in\":300").doesNotContain("refresh_token");
    assertThat(wire.ask("GET", "/v2/", "Authorization: Bearer " + token).status()).isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/", "Authorization: bearer " + token).status()).isEqualTo(200);
    assertThat(
            wire.ask("POST", "/v2/tokens/app/blobs/uploads/", "Authorization: Bearer " + token)
                .status())
        .isEqualTo(202);
  }

  @Test
  void givesATokenByAFormAndOneToRefreshIt() throws IOException {
    Reply reply =
        form(
            "grant_type=password&service=stowage&client_id=docker+cli&access_type=offline&username=tom&password="
                + Tenants.PASSWORD.replace(' ', '+')
                + "&scope=repository%3Atokens%2Fapp%3Apull+repository%3Atokens%2Fb%3Apull");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(Tenants.member(reply.text(), "scope"))
        .isEqualTo("repository:tokens/app:pull repository:tokens/b:pull");
    String refresh = Tenants.member(reply.text(), "refresh_token");

    Reply again =
        form(
            "grant_type=refresh_token&service=stowage&refresh_token="
                + refresh
                + "&scope=repository:tokens/app:pull&scope=repository:tokens/b:pull,push");
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(Tenants.member(again.text(), "scope"))
        .isEqualTo("repository:tokens/app:pull repository:tokens/b:pull,push");
    assertThat(Tenants.member(again.text(), "refresh_token")).isEqualTo(refresh);
    String token = Tenants.member(again.text(), "access_token");
    assertThat(wire.ask("GET", "/v2/", "Authorization: Bearer " + token).status()).isEqualTo(200);

    assertThat(wire.ask("GET", "/v2/", "Authorization: Bearer " + refresh).status()).isEqualTo(401);
    assertThat(wire.ask("GET", "/v2/", Tenants.basic("tom", refresh)).status()).isEqualTo(401);
    assertThat(form("grant_type=refresh_token&refresh_token=" + token).status()).isEqualTo(401);
    Tenants.user("tom"); // a new password
    assertThat(form("grant_type=refresh_token&refresh_token=" + refresh).status()).isEqualTo(401);
  }

  @Test
  void givesARefreshTokenToPeopleAlone() throws IOException {
    String offline = "/auth/token?offline_token=true&client_id=docker";
    assertThat(wire.ask("GET", offline, Tenants.basic("tom", Tenants.PASSWORD)).text())
        .contains("refresh_token");
    Principal robot = new Principal.Robot("tokens", "ci");
    String secret = Tenants.secret(robot, Secret.Kind.ROBOT, Limit.NONE);
    Reply reply = wire.ask("GET", offline, Tenants.basic("tokens+ci", secret));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).doesNotContain("refresh_token");
    assertThat(wire.ask("GET", offline).text()).doesNotContain("refresh_token");
  }

  @Test
  void acceptsNameAndPasswordAtOnceForSimpleClients() throws IOException {
    assertThat(wire.ask("GET", "/v2/", Tenants.basic("tom", Tenants.PASSWORD)).status())
        .isEqualTo(200);
    Reply wrong = wire.ask("GET", "/v2/", Tenants.basic("tom", "wrong"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("WWW-Authenticate")).startsWith("Bearer ").doesNotContain("error");
    assertThat(
            wire.ask("GET", "/v2/tokens/a/tags/list", Tenants.basic("tom", Tenants.PASSWORD))
                .status())
        .isEqualTo(404);
  }

  @Test
  void aPersonalTokenNarrows() throws IOException {
    Principal tom = new Principal.User("tom");
    Limit limit = new Limit(Verbs.of(Verb.PULL), null);
    String secret = Tenants.secret(tom, Secret.Kind.PERSONAL, limit);
    String token = Tenants.token(wire, Tenants.basic("tom", secret), SCOPE);
    for (String header : List.of("Authorization: Bearer " + token, Tenants.basic("tom", secret))) {
      assertThat(wire.ask("GET", "/v2/tokens/app/tags/list", header).status()).isEqualTo(404);
      Reply refused = wire.ask("POST", "/v2/tokens/app/blobs/uploads/", header);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("DENIED");
    }
  }

  @Test
  void refusesTheWrongInTheSameWords() throws IOException {
    String unknown = refusal("nobody", Tenants.PASSWORD);
    assertThat(refusal("tom", "wrong")).isEqualTo(unknown);
    assertThat(refusal("tokens+nobody", "swr_" + "x".repeat(49))).isEqualTo(unknown);
    assertThat(form("grant_type=password&username=tom&password=wrong").text()).isEqualTo(unknown);
    assertThat(form("grant_type=password&username=&password=").text()).isEqualTo(unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic !",
        "Basic dG9t",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Digest x",
        "x",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Basic Og=="
      })
  void refusesWhatIsNoAuthorization(String value) throws IOException {
    assertThat(wire.ask("GET", "/v2/", "Authorization: " + value).status()).isEqualTo(401);
    assertThat(wire.ask("GET", "/auth/token", "Authorization: " + value).status()).isEqualTo(401);
  }

  @Test
  void refusesRequestsThatMakeNoSense() throws IOException {
    assertThat(wire.ask("GET", "/auth/token?scope=x").status()).isEqualTo(400);
    assertThat(wire.ask("GET", "/auth/token?service=elsewhere").status()).isEqualTo(400);
    assertThat(form("").status()).isEqualTo(400);
    assertThat(form("grant_type=client_credentials").status()).isEqualTo(400);
    assertThat(form("x".repeat(TokenHandler.MAX_FORM + 1)).status()).isEqualTo(413);
    assertThat(wire.ask("PUT", "/auth/token").status()).isEqualTo(405);
    assertThat(wire.ask("GET", "/auth/token/x").status()).isEqualTo(404);
  }

  @Test
  void publishesItsKeys() throws IOException {
    for (String target : new String[] {"/auth/jwks", "/.well-known/jwks.json"}) {
      Reply reply = wire.ask("GET", target);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).contains("\"kty\":\"RSA\"").doesNotContain("\"d\":");
    }
  }

  private String refusal(String name, String secret) throws IOException {
    Reply reply = wire.ask("GET", "/auth/token", Tenants.basic(name, secret));
    assertThat(reply.status()).isEqualTo(401);
    return reply.text();
  }

  private Reply form(String form) throws IOException {
    return wire.send(
        "POST",
        "/auth/token",
        form.getBytes(StandardCharsets.UTF_8),
        "Content-Type: application/x-www-form-urlencoded");
  }
}
