package dev.stowage.collect;

import java.time.Duration;

/// Lets no more than so many objects pass in a second. Not safe for several threads.
final class Pace {

  /// How much is made up for after a rest.
  private static final long BURST = Duration.ofMillis(100).toNanos();

  private final long nanosEach;
  private long next = System.nanoTime();

  /// @param rate objects in a second; 0: any number
  Pace(int rate) {
    nanosEach = rate > 0 ? Duration.ofSeconds(1).toNanos() / rate : 0;
  }

  /// Waits until that many may pass.
  void pass(int objects) throws InterruptedException {
    if (nanosEach == 0) {
      return;
    }
    long now = System.nanoTime();
    next = Math.max(next, now - BURST);
    if (next > now) {
      Thread.sleep(Duration.ofNanos(next - now));
    }
    next += objects * nanosEach;
  }
}
