package dev.stowage.auth.token;

import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/// The public halves of the signing keys as a JSON Web Key Set (RFC 7517).
@Singleton
public final class PublishedKeys {
  private final KeyRing keys;

  PublishedKeys(KeyRing keys) {
    this.keys = keys;
  }

  /// The set.
  public String json() {
    return keys.published().stream()
        .map(
            key ->
                "{\"alg\":\"RS256\",\"kid\":\"%s\",\"use\":\"sig\",%s}"
                    .formatted(key.kid(), Rsa.members(Rsa.publicKey(key.publicKey()))))
        .collect(Collectors.joining(",", "{\"keys\":[", "]}\n"));
  }
}
