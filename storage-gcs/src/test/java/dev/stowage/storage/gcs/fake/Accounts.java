package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The one service account that is known here, its key, and the tokens it was given.
final class Accounts {

  static final String EMAIL = "registry@stowage.iam.gserviceaccount.com";

  /// What Google's client always asserts to, wherever it asks.
  private static final String AUDIENCE = "https://oauth2.googleapis.com/token";

  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private final KeyPair key;
  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
  private volatile Duration life = LIFE;

  Accounts() {
    this.key = newKey();
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A key file as the console gives it, for the real key or one that this account never had.
  String keyFile(String tokenUri, boolean right) {
    KeyPair pair = right ? key : newKey();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    ObjectNode file = Request.JSON.createObjectNode();
    file.put("type", "service_account");
    file.put("project_id", "stowage");
    file.put("private_key_id", "key-1");
    file.put("private_key", pem);
    file.put("client_email", EMAIL);
    file.put("client_id", "1");
    file.put("token_uri", tokenUri);
    return file.toString();
  }

  /// How long tokens are good from now on; those that are out are withdrawn.
  void renew(Duration each) {
    life = each;
    tokens.clear();
  }

  /// `POST /token`: a signed assertion (RFC 7523) for a token.
  Answer token(Request request) throws IOException {
    Map<String, String> form = new TreeMap<>();
    for (String pair :
        new String(request.body().readAllBytes(), StandardCharsets.UTF_8).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    String[] jwt = form.getOrDefault("assertion", "").split("\\.", -1);
    if (jwt.length != 3
        || !verified(
            (jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII),
            Base64.getUrlDecoder().decode(jwt[2]))) {
      return refused("Invalid JWT Signature.");
    }
    JsonNode claims = Request.JSON.readTree(Base64.getUrlDecoder().decode(jwt[1]));
    Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
    Instant now = Instant.now();
    if (issued.isAfter(now.plus(MAX_SKEW))
        || issued.isBefore(now.minus(LIFE))
        || claims.path("exp").asLong() < now.getEpochSecond()) {
      return refused(
          "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
              + " timeframe. Check your iat and exp values in the JWT claim.");
    }
    if (!claims.path("iss").asText().equals(EMAIL)
        || !claims.path("aud").asText().equals(AUDIENCE)) {
      return refused("Invalid JWT: wrong issuer or audience");
    }
    ObjectNode answer = Request.JSON.createObjectNode();
    answer.put("access_token", newToken());
    answer.put("expires_in", life.toSeconds());
    answer.put("token_type", "Bearer");
    return Answer.json(answer, Map.of());
  }

  String newToken() {
    String token = "ya29." + UUID.randomUUID();
    tokens.put(token, Instant.now().plus(life));
    return token;
  }

  private static Answer refused(String why) {
    ObjectNode answer = Request.JSON.createObjectNode();
    answer.put("error", "invalid_grant");
    answer.put("error_description", why);
    return Answer.text(400, "application/json", answer.toString());
  }

  /// Refuses whoever has no valid token.
  void check(Request request) {
    String header = request.header("Authorization");
    if (header.isEmpty()) {
      throw Problem.denied(401, "Anonymous caller does not have storage access.");
    }
    Instant until = tokens.get(header.replaceFirst("^Bearer ", ""));
    if (until == null || until.isBefore(Instant.now())) {
      throw Problem.denied(401, "Invalid Credentials");
    }
  }

  /// Whether the account signed that.
  boolean verified(byte[] bytes, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key.getPublic());
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
