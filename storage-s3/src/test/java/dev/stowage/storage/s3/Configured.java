package dev.stowage.storage.s3;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.stream.Collectors;

/// Settings read as the registry reads them.
final class Configured {

  private Configured() {}

  /// @param settings by their names below `stowage.storage.s3`
  static S3Config with(Map<String, String> settings) {
    Map<String, String> properties =
        settings.entrySet().stream()
            .collect(
                Collectors.toMap(e -> S3Config.PREFIX + "." + e.getKey(), Map.Entry::getValue));
    return new SmallRyeConfigBuilder()
        .withMapping(S3Config.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(S3Config.class);
  }
}
