package dev.stowage.auth.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.auth.SignedIn;
import dev.stowage.document.DocumentJson;
import dev.stowage.layout.Principal;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Claims as the payload of a JWT (Distribution, "Docker Registry v2 Bearer token specification").
/// Beside the registered claims and `access` there is `sid`, the id of the secret that was shown.
final class ClaimsJson {
  private ClaimsJson() {}

  static String write(Claims claims, String service) {
    ObjectNode json = DocumentJson.MAPPER.createObjectNode();
    json.put("iss", service);
    json.put("aud", service);
    json.put("sub", claims.holder().map(h -> Who.of(h.principal()).toString()).orElse(""));
    claims.holder().map(SignedIn::secret).ifPresent(id -> json.put("sid", id));
    json.put("iat", claims.issuedAt().getEpochSecond());
    json.put("nbf", claims.issuedAt().getEpochSecond());
    json.put("exp", claims.expiresAt().getEpochSecond());
    json.put("jti", UploadId.random().value());
    ArrayNode access = json.putArray("access");
    if (claims.catalog()) {
      access
          .addObject()
          .put("type", "registry")
          .put("name", "catalog")
          .putArray("actions")
          .add("*");
    }
    claims
        .scopes()
        .forEach(
            (name, verbs) -> {
              ObjectNode entry =
                  access.addObject().put("type", "repository").put("name", name.value());
              ArrayNode actions = entry.putArray("actions");
              for (Scope.Action action : Scope.Action.values()) {
                if (verbs.contains(action.needed)) {
                  actions.add(action.text);
                }
              }
            });
    return json.toString();
  }

  /// Reads what [#write] has written for the same service.
  ///
  /// @throws IOException if it was written otherwise
  static Claims read(byte[] payload, String service) throws IOException {
    JsonNode json = DocumentJson.MAPPER.readTree(payload);
    if (!json.path("aud").asText().equals(service) || !json.path("iss").asText().equals(service)) {
      throw new IOException("a token for another service");
    }
    Map<RepositoryName, Verbs> scopes = new HashMap<>();
    boolean catalog = false;
    for (JsonNode entry : json.path("access")) {
      switch (entry.path("type").asText()) {
        case "registry" -> catalog = true;
        case "repository" ->
            scopes.put(
                RepositoryName.parse(entry.path("name").asText()), verbs(entry.path("actions")));
        default -> throw new IOException("a token for something else");
      }
    }
    String subject = json.path("sub").asText();
    Optional<SignedIn> holder =
        subject.isEmpty()
            ? Optional.empty()
            : Principal.of(Who.parse(subject).name())
                .map(p -> new SignedIn(p, json.path("sid").asText(null)));
    return new Claims(holder, time(json, "iat"), time(json, "exp"), scopes, catalog);
  }

  private static Verbs verbs(JsonNode actions) throws IOException {
    Verbs verbs = Verbs.NONE;
    for (JsonNode text : actions) {
      for (Scope.Action action : Scope.Action.values()) {
        if (action.text.equals(text.asText())) {
          verbs = verbs.and(action.verbs);
        }
      }
    }
    return verbs;
  }

  private static Instant time(JsonNode json, String name) throws IOException {
    JsonNode seconds = json.path(name);
    if (!seconds.canConvertToLong()) {
      throw new IOException("a token without " + name);
    }
    return Instant.ofEpochSecond(seconds.asLong());
  }
}
