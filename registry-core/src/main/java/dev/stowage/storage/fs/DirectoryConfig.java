package dev.stowage.storage.fs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// `stowage.storage.directory`.
@ConfigMapping(prefix = "stowage.storage.directory")
public interface DirectoryConfig {

  /// Where the objects lie; made if it is missing.
  @WithDefault("./data")
  Path root();
}
