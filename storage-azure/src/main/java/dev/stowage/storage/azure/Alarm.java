package dev.stowage.storage.azure;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends what blocks a thread for too long, by interrupting it: the one time limit that holds for
/// all that a call does, sending, waiting and reading. Safe for any number of threads.
final class Alarm implements AutoCloseable {

  private final ScheduledThreadPoolExecutor clock;

  Alarm() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("azure-alarm").factory());
    clock.setRemoveOnCancelPolicy(true);
  }

  /// Interrupts the calling thread after that time, unless it is closed before. Close it on the
  /// same thread; afterwards no interrupt of it is left behind.
  Ringing in(Duration time) {
    Ringing ringing = new Ringing(Thread.currentThread());
    ringing.future = clock.schedule(ringing::ring, time.toNanos(), TimeUnit.NANOSECONDS);
    return ringing;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /// An alarm that is set.
  static final class Ringing implements AutoCloseable {
    private final Thread thread;
    private @Nullable ScheduledFuture<?> future;
    private boolean over;
    private boolean rung;

    Ringing(Thread thread) {
      this.thread = thread;
    }

    private synchronized void ring() {
      if (!over) {
        rung = true;
        thread.interrupt();
      }
    }

    /// Whether it rang.
    synchronized boolean rang() {
      return rung;
    }

    @Override
    public void close() {
      synchronized (this) {
        over = true;
        if (rung) {
          Thread.interrupted();
        }
      }
      if (future != null) {
        future.cancel(false);
      }
    }
  }
}
