package dev.stowage.collect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Settings of the collection of garbage; the same for all replicas.
@ConfigMapping(prefix = "stowage.collect")
public interface CollectConfig {

  /// From the beginning of one collection to that of the next; absent: only when asked for.
  Optional<Duration> every();

  /// How long what is unused stays, and how long a client may rely on what it was told to be there.
  /// Longer than any request, and than the clocks of replicas differ.
  @WithDefault("24h")
  Duration grace();

  /// What becomes of manifests that no tag keeps, also not through an index or a subject.
  @WithDefault("keep")
  Untagged untagged();

  /// How many objects a replica lists, reads or changes in a second at most; 0: as many as it can.
  @WithDefault("1000")
  int rate();

  /// What becomes of manifests that no tag keeps.
  enum Untagged {
    /// They stay.
    KEEP,
    /// They go.
    DELETE
  }
}
