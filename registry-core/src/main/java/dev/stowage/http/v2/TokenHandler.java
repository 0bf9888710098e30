package dev.stowage.http.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.AuthConfig;
import dev.stowage.auth.SignedIn;
import dev.stowage.auth.token.PublishedKeys;
import dev.stowage.auth.token.TokenService;
import dev.stowage.document.DocumentJson;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.body.WholeBody;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The token service on HTTP (Distribution, "Token Authentication Specification" for GET, "OAuth2
/// Token Authentication" for POST), and the keys by which others can verify its tokens.
///
/// In its queries and forms a `+` is a blank, as clients write it.
@Singleton
final class TokenHandler {
  /// The longest form.
  static final int MAX_FORM = 8 << 10;

  private static final int MAX_CLIENT = 100;

  private final boolean enabled;
  private final TokenService service;
  private final Accounts accounts;
  private final PublishedKeys keys;

  TokenHandler(AuthConfig config, TokenService service, Accounts accounts, PublishedKeys keys) {
    this.enabled = config.enabled();
    this.service = service;
    this.accounts = accounts;
    this.keys = keys;
  }

  /// By name and password in the `Authorization` header, or for anybody without it.
  Answer get(Call call) {
    checkEnabled();
    Query query = Call.form(call.rawQuery());
    service.checkService(query.one("service"));
    String header = call.header("Authorization");
    Optional<SignedIn> holder = Optional.empty();
    if (header != null) {
      holder =
          BasicCredentials.parse(header)
              .flatMap(given -> accounts.signIn(given.name(), given.secret(), call.address()));
      if (holder.isEmpty()) {
        return refuse();
      }
    }
    Optional<String> refresh =
        query.one("offline_token").filter("true"::equals).isPresent()
            ? draw(holder, query.one("client_id"))
            : Optional.empty();
    return answer(service.give(holder, query.all("scope"), call.address()), refresh);
  }

  /// By a form: `grant_type` is `password` or `refresh_token`.
  Answer post(Call call) throws IOException {
    checkEnabled();
    Query form;
    try (WholeBody body = call.wholeBody(MAX_FORM)) {
      form = Call.form(new String(body.bytes(), StandardCharsets.ISO_8859_1));
    }
    service.checkService(form.one("service"));
    String given = form.one("refresh_token").orElse("");
    Optional<SignedIn> holder =
        switch (form.one("grant_type").orElse("")) {
          case "password" ->
              accounts.signIn(
                  form.one("username").orElse(""), form.one("password").orElse(""), call.address());
          case "refresh_token" -> accounts.signInByRefreshToken(given);
          default ->
              throw new OciException(
                  400, ErrorCode.UNSUPPORTED, "grant_type is password or refresh_token");
        };
    if (holder.isEmpty()) {
      return refuse();
    }
    Optional<String> refresh = Optional.of(given).filter(text -> !text.isEmpty());
    if (refresh.isEmpty() && form.one("access_type").filter("offline"::equals).isPresent()) {
      refresh = draw(holder, form.one("client_id"));
    }
    return answer(service.give(holder, form.all("scope"), call.address()), refresh);
  }

  /// The public halves of the signing keys.
  Answer keys() {
    checkEnabled();
    return Answer.of(200)
        .header(Headers.CONTENT_TYPE, Headers.JSON)
        .header(Headers.CACHE_CONTROL, "public, max-age=300")
        .text(keys.json());
  }

  private Optional<String> draw(Optional<SignedIn> holder, Optional<String> client) {
    String name = client.orElse("").replaceAll("[^ -~]", "?");
    return holder.flatMap(
        h -> accounts.drawRefreshToken(h, name.substring(0, Math.min(name.length(), MAX_CLIENT))));
  }

  private static Answer answer(TokenService.Given given, Optional<String> refresh) {
    ObjectNode json =
        DocumentJson.MAPPER
            .createObjectNode()
            .put("token", given.token())
            .put("access_token", given.token())
            .put("scope", given.scope())
            .put("expires_in", given.life().toSeconds())
            .put("issued_at", given.issuedAt().toString());
    refresh.ifPresent(text -> json.put("refresh_token", text));
    return Answer.of(200)
        .header(Headers.CONTENT_TYPE, Headers.JSON)
        .header(Headers.CACHE_CONTROL, "no-store")
        .text(json + "\n");
  }

  private static Answer refuse() {
    return ErrorAnswer.of(
            401, ErrorCode.UNAUTHORIZED, "the name and password, or the token, are not valid")
        .header("WWW-Authenticate", "Basic realm=\"registry\"");
  }

  private void checkEnabled() {
    if (!enabled) {
      throw new OciException(404, ErrorCode.UNSUPPORTED, "this registry has no accounts");
    }
  }
}
