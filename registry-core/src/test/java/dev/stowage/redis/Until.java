package dev.stowage.redis;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what other processes do in their own time.
public final class Until {

  /// Longer than anything takes on the slowest machine.
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration STEP = Duration.ofMillis(20);

  private Until() {}

  /// Returns as soon as it holds.
  public static void holds(Supplier<String> complaint, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(complaint.get());
      }
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
