package dev.stowage.storage.azure;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Calls the store: as many at once as there may be connections, each try with a time limit, tries
/// repeated with back-off and jitter until a deadline. Safe for any number of threads.
final class Calls implements AutoCloseable {

  /// The slowest sending that is no failure, in bytes a second.
  static final long SLOWEST = 1 << 20;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Failures failures;
  private final Duration requestTimeout;
  private final Duration callTimeout;
  private final Semaphore connections;
  private final Alarm alarm = new Alarm();

  Calls(Settings settings) {
    failures = new Failures(settings);
    requestTimeout = settings.requestTimeout();
    callTimeout = settings.callTimeout();
    connections = new Semaphore(settings.connections(), true);
  }

  /// One try of a call.
  @FunctionalInterface
  interface Try<T> {
    /// Asks the store once, and answers or throws what the SDK throws.
    ///
    /// @param inDoubt an earlier try may have been carried out, though it was not answered so
    T run(boolean inDoubt);
  }

  /// What is called.
  ///
  /// @param what for messages, as "writing blobs/…"
  /// @param bytes how many it sends
  record Call(String what, long bytes) {

    static Call of(String what) {
      return new Call(what, 0);
    }
  }

  /// A connection in use.
  final class Connection implements AutoCloseable {
    private boolean closed;

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        connections.release();
      }
    }
  }

  /// Makes the call.
  <T> T call(String what, Try<T> attempt) {
    return call(Call.of(what), attempt);
  }

  /// Makes the call.
  <T> T call(Call call, Try<T> attempt) {
    try (Connection _ = connection(call.what)) {
      return onConnection(call, attempt);
    }
  }

  /// Waits for a connection.
  Connection connection(String what) {
    try {
      if (!connections.tryAcquire(callTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StorageException(
            Kind.THROTTLED,
            what + ": all connections to the store are in use (" + Settings.ROOT + "connections)",
            null,
            Duration.ofSeconds(5));
      }
      return new Connection();
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /// Makes the call on a connection that the caller holds already.
  <T> T onConnection(Call call, Try<T> attempt) {
    long start = System.nanoTime();
    long deadline = start + callTimeout.plus(sending(call.bytes)).toNanos();
    Duration limit = requestTimeout.plus(sending(call.bytes));
    Duration pause = FIRST_PAUSE;
    boolean inDoubt = false;
    StorageException before = null;
    while (true) {
      Failures.Failure failure;
      Duration rest = Duration.ofNanos(deadline - System.nanoTime());
      Alarm.Ringing ringing = alarm.in(limit.compareTo(rest) < 0 ? limit : rest);
      try (ringing) {
        return attempt.run(inDoubt);
      } catch (StorageException e) {
        throw e;
      } catch (RuntimeException e) {
        failure = failures.of(call.what, e, ringing.rang());
        if (before != null && ringing.rang() && rest.compareTo(LAST_MOMENT) < 0) {
          throw before; // this try had hardly any time: what the store said to the one before
          // counts
        }
      }
      if (failure.interrupted()) {
        throw interrupted(call.what, failure.exception());
      }
      inDoubt |= failure.inDoubt();
      Duration wait = longer(jittered(pause), failure.exception().retryAfter());
      if (!failure.passing() || System.nanoTime() + wait.toNanos() >= deadline) {
        throw failure.exception();
      }
      before = failure.exception();
      sleep(call.what, wait);
      pause = pause.multipliedBy(2);
    }
  }

  /// Lets `read` wait for the store no longer than a request may.
  <T> T reading(Alarmed<T> read) throws IOException {
    Alarm.Ringing ringing = alarm.in(requestTimeout);
    try (ringing) {
      return read.run();
    } catch (IOException e) {
      if (ringing.rang()) {
        throw new HttpTimeoutException("nothing came for " + requestTimeout);
      }
      throw e;
    }
  }

  /// See [#reading].
  @FunctionalInterface
  interface Alarmed<T> {
    T run() throws IOException;
  }

  @Override
  public void close() {
    alarm.close();
  }

  private static Duration sending(long bytes) {
    return Duration.ofSeconds(bytes / SLOWEST);
  }

  private static Duration jittered(Duration pause) {
    Duration capped = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    return Duration.ofNanos(
        ThreadLocalRandom.current().nextLong(capped.toNanos() / 2, capped.toNanos()));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static void sleep(String what, Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  private static StorageException interrupted(String what, Throwable cause) {
    Thread.currentThread().interrupt();
    return new StorageException(Kind.UNAVAILABLE, what + ": interrupted", cause);
  }
}
