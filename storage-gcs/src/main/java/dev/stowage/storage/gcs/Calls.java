package dev.stowage.storage.gcs;

import com.google.common.base.Throwables;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the store until it answers: what may pass by itself (throttling, a broken connection, a
/// server's fault) is tried again, later and later and never in step with others, until the call's
/// time is over. Safe for any number of threads.
///
/// @param limit how long a call may take, besides a second for each MiB that it sends
record Calls(Duration limit) {

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final long BYTES_PER_SECOND = 1 << 20;

  /// One try of a call.
  @FunctionalInterface
  interface Try<T> {

    /// A [StorageException] is a verdict: it is not tried again.
    ///
    /// @param doubtful whether an earlier try of this call may have taken effect without an answer
    T ask(boolean doubtful) throws IOException;
  }

  <T> T run(String what, Try<T> call) {
    return run(what, 0, call);
  }

  /// The first answer. A failure that remains is thrown as [StorageException].
  ///
  /// @param what is done, for messages
  /// @param bytes how many it sends
  <T> T run(String what, long bytes, Try<T> call) {
    long end =
        System.nanoTime() + limit.toNanos() + TimeUnit.SECONDS.toNanos(bytes / BYTES_PER_SECOND);
    long pause = FIRST_PAUSE_MILLIS;
    boolean doubtful = false;
    while (true) {
      StorageException failure;
      try {
        return within(end - System.nanoTime(), call, doubtful);
      } catch (StorageException verdict) {
        throw verdict;
      } catch (IOException | RuntimeException e) {
        failure = Failures.of(what, e);
        doubtful |= !Failures.wasNotHeard(e);
      }
      long wait = Math.max(failure.retryAfter().toMillis(), jittered(pause));
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (!mayPass(failure.kind()) || wait >= left) {
        throw failure;
      }
      sleep(wait);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private static boolean mayPass(Kind kind) {
    return switch (kind) {
      case THROTTLED, UNAVAILABLE, TIMEOUT -> true;
      case DENIED, FULL, CORRUPT, MISUSE -> false;
    };
  }

  private static long jittered(long pause) {
    return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
  }

  /// One try on a virtual thread of its own, so that it can be cut off wherever it hangs: waiting
  /// for a connection, for a token, for a server that reads no more. An interrupt closes its
  /// socket.
  private static <T> T within(long nanos, Try<T> call, boolean doubtful) throws IOException {
    FutureTask<T> task = new FutureTask<>(() -> call.ask(doubtful));
    Thread thread = Thread.ofVirtual().name("gcs").start(task);
    try {
      return task.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      Throwables.throwIfInstanceOf(cause, IOException.class);
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new SocketTimeoutException("the call's time is over");
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StorageException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StorageException(Kind.UNAVAILABLE, "interrupted", e);
  }
}
