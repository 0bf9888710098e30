package dev.stowage.deploy;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for something that another process does, where it sends no word of it.
final class Poll {

  private static final Duration STEP = Duration.ofMillis(10);

  private Poll() {}

  /// Asks until the answer is yes; an [AssertionError] with `failure` when `limit` has passed.
  static void until(Duration limit, Supplier<String> failure, BooleanSupplier question) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!question.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("after " + limit + ": " + failure.get());
      }
      pause(STEP);
    }
  }

  /// Lets some time pass.
  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
