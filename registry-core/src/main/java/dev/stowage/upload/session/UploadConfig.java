package dev.stowage.upload.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `stowage.uploads`.
@ConfigMapping(prefix = "stowage.uploads")
public interface UploadConfig {

  /// How long an upload may rest between two requests. In a bucket that others may use, too, what
  /// an upload left that ended without saying so is cleaned up so long after it began.
  @WithDefault("24h")
  Duration sessionLife();
}
