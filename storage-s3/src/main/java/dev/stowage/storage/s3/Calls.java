package dev.stowage.storage.s3;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes calls of the store, and repeats those that failed in passing: after a pause that grows and
/// is drawn by lot, as long as the call's time lasts. What asks for less load is repeated for all
/// of that time, other failures a few times. Safe for any number of threads.
final class Calls {

  /// How long a call may take with all its repetitions, besides the time that its bytes need.
  static final Duration LIMIT = Duration.ofSeconds(60);

  /// How often a call is made that fails otherwise than by throttling.
  private static final int TRIES = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// The slowest transfer that is waited for: 1 MiB a second.
  private static final long NANOS_PER_BYTE = 1_000_000_000L >> 20;

  private final Duration limit;

  Calls(Duration limit) {
    this.limit = limit;
  }

  /// One attempt at a call.
  ///
  /// @param time what is left
  /// @param unsure whether an attempt before may have taken effect, though its answer is not known
  record Attempt(Duration time, boolean unsure) {

    /// Ends the request when the time is over.
    AwsRequestOverrideConfiguration limits() {
      return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(time).build();
    }
  }

  /// Makes a call that carries few bytes and may be repeated.
  ///
  /// @param what for messages: "reading a/b"
  <T> T run(String what, Function<Attempt, T> call) {
    return run(what, 0, () -> true, call);
  }

  /// Makes a call. Its [SdkException]s come out as [StorageException]s; others pass through.
  ///
  /// @param bytes how many go with it
  /// @param repeatable asked when an attempt has failed
  <T> T run(String what, long bytes, BooleanSupplier repeatable, Function<Attempt, T> call) {
    long end = System.nanoTime() + limit.toNanos() + bytes * NANOS_PER_BYTE;
    boolean unsure = false;
    for (int tries = 1; ; tries++) {
      S3Failures.Failure failure;
      try {
        long left = Math.max(end - System.nanoTime(), FIRST_PAUSE.toNanos());
        return call.apply(new Attempt(Duration.ofNanos(left), unsure));
      } catch (SdkException e) {
        failure = S3Failures.of(what, e);
      } catch (UncheckedIOException e) {
        // So the SDK says that an answer in XML broke off.
        failure =
            S3Failures.of(what, SdkClientException.create("the answer broke off", e.getCause()));
      }
      unsure |= failure.unsure();
      Duration pause = pause(failure.asked(), tries);
      boolean enough = failure.exception().kind() != Kind.THROTTLED && tries == TRIES;
      if (!failure.passing()
          || enough
          || end - System.nanoTime() < pause.toNanos()
          || !repeatable.getAsBoolean()) {
        throw failure.exception();
      }
      sleep(pause);
    }
  }

  /// Half of it fixed, half by lot, so that those who were refused together do not return together.
  private static Duration pause(Duration asked, int tries) {
    long most = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(tries - 1, 10));
    long drawn = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    return Duration.ofNanos(Math.max(drawn, asked.toNanos()));
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }
}
