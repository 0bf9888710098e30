package dev.stowage.storage.s3;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Failures that a setting causes: what is said names the setting to correct.
final class Settings {

  private Settings() {}

  /// The configured duration, or `otherwise`; refuses one that is not positive.
  static Duration positive(String setting, Optional<Duration> configured, Duration otherwise) {
    Duration value = configured.orElse(otherwise);
    if (!value.isPositive()) {
      throw wrong(setting, "must be longer than nothing", null);
    }
    return value;
  }

  /// @param setting its name below [S3Config#PREFIX]
  static StorageException wrong(String setting, String why, @Nullable Throwable cause) {
    return wrong(Kind.MISUSE, setting, why, cause);
  }

  static StorageException wrong(Kind kind, String setting, String why, @Nullable Throwable cause) {
    return new StorageException(kind, S3Config.PREFIX + "." + setting + ": " + why, cause);
  }
}
