package dev.stowage.http.v2;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Grant;
import dev.stowage.access.Limit;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.auth.Account;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.FixedAuthConfig;
import dev.stowage.auth.Passwords;
import dev.stowage.auth.Secret;
import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import dev.stowage.layout.Principal;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Accounts and namespaces of the server under test.
final class Tenants {

  static final String PASSWORD = "correct horse battery";
  static final String ADMIN_PASSWORD = "the admin's password";

  /// Computed once, since it is dear.
  private static final AtomicReference<String> passwordHash = new AtomicReference<>("");

  private Tenants() {}

  /// The server with accounts.
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "stowage.auth.enabled",
          "true",
          "stowage.auth.key",
          FixedAuthConfig.KEY,
          "stowage.auth.admin.password",
          ADMIN_PASSWORD);
    }
  }

  /// A person with [#PASSWORD].
  static Who user(String name) {
    Principal user = new Principal.User(name);
    String hash =
        passwordHash.updateAndGet(h -> h.isEmpty() ? bean(Passwords.class).hash(PASSWORD) : h);
    Instant now = Instant.now();
    Account _ = accounts().change(user, any -> Account.created(user, now).withPassword(hash, now));
    return Who.of(user);
  }

  /// Draws a secret for an account, which is made if it is not there.
  static String secret(Principal principal, Secret.Kind kind, Limit limit) {
    Instant now = Instant.now();
    Secret.Drawn drawn = Secret.draw(kind, "test", now, null, limit);
    Account _ =
        accounts()
            .change(
                principal,
                account ->
                    account.orElse(Account.created(principal, now)).with(drawn.secret(), now));
    return drawn.text();
  }

  /// Sets the grants of a namespace, and makes it if it is not there.
  static void namespace(String name, Verbs everybody, Grant... grants) {
    NamespaceAccess _ =
        bean(AccessDocuments.class)
            .change(
                name,
                access ->
                    access
                        .orElse(NamespaceAccess.created(Instant.now()))
                        .with(everybody, List.of(grants)));
  }

  static Accounts accounts() {
    return bean(Accounts.class);
  }

  /// The header that signs in by name and secret.
  static String basic(String name, String secret) {
    byte[] text = (name + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(text);
  }

  /// The header that shows a token for these scopes, got by name and password.
  static String bearer(Wire wire, String name, String... scopes) throws IOException {
    return "Authorization: Bearer " + token(wire, basic(name, PASSWORD), scopes);
  }

  /// The header that shows what anybody gets.
  static String anybody(Wire wire, String... scopes) throws IOException {
    return "Authorization: Bearer " + token(wire, "Accept: */*", scopes);
  }

  /// A token for these scopes.
  static String token(Wire wire, String header, String... scopes) throws IOException {
    StringBuilder target = new StringBuilder("/auth/token?service=stowage");
    for (String scope : scopes) {
      target.append("&scope=").append(URLEncoder.encode(scope, StandardCharsets.UTF_8));
    }
    Reply reply = wire.ask("GET", target.toString(), header);
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return member(reply.text(), "token");
  }

  /// A text member of a JSON object.
  static String member(String json, String name) {
    String mark = "\"" + name + "\":\"";
    int start = json.indexOf(mark);
    if (start < 0) {
      throw new AssertionError("no " + name + " in " + json);
    }
    return json.substring(start + mark.length(), json.indexOf('"', start + mark.length()));
  }

  private static <T> T bean(Class<T> type) {
    return Arc.container().select(type).get();
  }
}
