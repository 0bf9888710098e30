package dev.stowage.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// `stowage.auth`.
@ConfigMapping(prefix = "stowage.auth")
public interface AuthConfig {

  /// Whether callers need accounts; without, whoever reaches the registry may do everything.
  @WithDefault("false")
  boolean enabled();

  /// What encrypts secrets that lie in the bucket, such as the private halves of signing keys: at
  /// least 32 characters, the same for all replicas. Needed where `enabled`.
  Optional<String> key();

  /// How long a token of the token service holds, at least a minute.
  @WithDefault("5m")
  Duration tokenLife();

  /// The first account.
  Admin admin();

  /// `stowage.auth.admin`.
  interface Admin {

    /// Its name.
    @WithDefault("admin")
    String name();

    /// Its password, set at every start where it is another. Absent: drawn at the first start, and
    /// shown once in the log.
    Optional<String> password();
  }
}
