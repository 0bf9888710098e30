package dev.stowage.lease;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Does something three times in each period, on a thread of its own, until [#close] or until it
/// says that there is nothing more to be done.
final class Beat implements AutoCloseable {

  private final Thread thread;

  /// @param keep what is done; false ends it
  /// @param lost what is done then
  Beat(Duration period, BooleanSupplier keep, Runnable lost) {
    thread =
        Thread.ofVirtual()
            .name("lease")
            .start(
                () -> {
                  try {
                    do {
                      Thread.sleep(period.dividedBy(3));
                    } while (keep.getAsBoolean());
                    lost.run();
                  } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  /// Waits for what is being done.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
