package dev.stowage.http.v2;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A name and a secret (RFC 7617).
public record BasicCredentials(String name, String secret) {
  private static final String BASIC = "Basic ";

  /// What stands in the value of an `Authorization` header; empty if it is of another kind, or
  /// malformed.
  public static Optional<BasicCredentials> parse(String header) {
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String text = new String(bytes, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Tells nothing that must not stand in a log.
  @Override
  public String toString() {
    return "credentials";
  }
}
