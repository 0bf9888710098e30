package dev.stowage.http.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// The limits on moving bytes between clients and this replica. Each has a default that suits
/// clients on slow links and operators of small machines.
@ConfigMapping(prefix = "stowage.http")
public interface TransferLimits {

  /// How many bytes of bodies, of all requests and answers together, this replica holds in memory
  /// before it stops reading ahead; each transfer may always hold one buffer. Absent: a quarter of
  /// the largest heap.
  Optional<MemorySize> memory();

  /// How long a client may send nothing of a body we wait for, or take nothing of an answer.
  @WithDefault("30s")
  Duration idle();

  /// How long, beside what [#minRate] allows, a client may let us wait in all for one body.
  @WithDefault("60s")
  Duration grace();

  /// Bytes per second below which a client that sends is too slow (averaged over the time we waited
  /// for it, after [#grace]).
  @WithDefault("4K")
  MemorySize minRate();

  /// How much of a body that nobody reads is thrown away to keep the connection; past it the
  /// connection is closed.
  @WithDefault("512M")
  MemorySize discard();

  /// How long throwing away may take.
  @WithDefault("30s")
  Duration discardTime();

  /// How long in all a client may have let us wait that has sent so many bytes.
  default Duration patience(long received) {
    return grace().plusMillis(received / Math.max(1, minRate().asLongValue()) * 1000);
  }
}
