package dev.stowage.auth;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// The key by which secrets are encrypted in the bucket: `stowage.auth.key`. Safe for any number of
/// threads.
@Singleton
public final class SealingKey {
  private final AuthConfig config;
  private volatile @Nullable Sealing sealing;

  public SealingKey(AuthConfig config) {
    this.config = config;
  }

  /// What seals by it.
  ///
  /// @throws ConfigurationException if it is missing or too short: the start finds that out
  public Sealing get() {
    Sealing known = sealing;
    if (known == null) {
      known = new Sealing(text());
      sealing = known;
    }
    return known;
  }

  private String text() {
    String text =
        config
            .key()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "stowage.auth.key is missing: draw one by `openssl rand -base64 32` and give it to all replicas"));
    if (text.length() < Sealing.MIN_LENGTH) {
      throw new ConfigurationException(
          "stowage.auth.key has at least " + Sealing.MIN_LENGTH + " characters");
    }
    return text;
  }
}
