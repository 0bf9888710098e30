package dev.stowage.http.body;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/// Limits that a test chooses.
record FixedLimits(
    Optional<MemorySize> memory,
    Duration idle,
    Duration grace,
    MemorySize minRate,
    MemorySize discard,
    Duration discardTime)
    implements TransferLimits {

  static final FixedLimits DEFAULT =
      new FixedLimits(
          Optional.of(bytes(32 << 20)),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          bytes(4096),
          bytes(512 << 20),
          Duration.ofSeconds(30));

  FixedLimits withIdle(Duration idle) {
    return new FixedLimits(memory, idle, grace, minRate, discard, discardTime);
  }

  FixedLimits withGrace(Duration grace) {
    return new FixedLimits(memory, idle, grace, minRate, discard, discardTime);
  }

  FixedLimits withDiscard(long discard) {
    return new FixedLimits(memory, idle, grace, minRate, bytes(discard), discardTime);
  }

  private static MemorySize bytes(long n) {
    return new MemorySize(BigInteger.valueOf(n));
  }
}
