package dev.stowage.manifest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Settings of manifests.
@ConfigMapping(prefix = "stowage.manifests")
public interface ManifestConfig {

  /// What may a manifest name that is not there?
  @WithDefault("none")
  Sparse sparse();

  /// What may be missing.
  enum Sparse {
    /// Nothing.
    NONE,
    /// Manifests that an index names: a mirror of some platforms.
    INDEX,
    /// Everything.
    ALL
  }
}
