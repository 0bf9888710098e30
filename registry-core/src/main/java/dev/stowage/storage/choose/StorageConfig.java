package dev.stowage.storage.choose;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// `stowage.storage`. What a kind needs besides lies below `stowage.storage.<kind>`.
@ConfigMapping(prefix = "stowage.storage")
public interface StorageConfig {

  /// Which store: `directory`, `memory`, or what a module adds.
  @WithDefault("directory")
  String kind();

  /// How blobs are sent: `auto` redirects to the store where it gives URLs, `off` never does.
  @WithDefault("auto")
  Redirect redirect();

  /// Whether small objects are remembered: `on` in memory while only this process writes to the
  /// store, else in Redis; `off` never.
  @WithDefault("on")
  Cache cache();

  /// See [#cache].
  enum Cache {
    ON,
    OFF
  }

  /// See [#redirect].
  enum Redirect {
    AUTO,
    OFF
  }
}
