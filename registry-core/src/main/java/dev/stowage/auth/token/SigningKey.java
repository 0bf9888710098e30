package dev.stowage.auth.token;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/// A pair of keys that signs tokens, as it stands in the bucket.
///
/// @param kid the thumbprint of its public half (RFC 7638)
/// @param activeFrom the first instant at which it signs; before, it is only published
/// @param activeUntil the first instant at which it no longer signs; what it signed counts on
/// @param publicKey its public half, X.509 in base 64
/// @param sealedBy which key its private half is encrypted by
/// @param privateKey its private half, PKCS #8, encrypted
record SigningKey(
    String kid,
    Instant activeFrom,
    Instant activeUntil,
    String publicKey,
    String sealedBy,
    String privateKey) {

  /// Whether it is the one that signs now.
  @JsonIgnore
  boolean isActive(Instant now) {
    return !now.isBefore(activeFrom) && now.isBefore(activeUntil);
  }

  @Override
  public String toString() {
    return "signing key " + kid + " from " + activeFrom + " until " + activeUntil;
  }
}
