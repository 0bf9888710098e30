package dev.stowage.storage.gcs.fake;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// What goes wrong on demand. Safe for any number of threads.
public final class Faults {

  /// What goes wrong.
  public enum What {
    /// Answered with a status instead of being done.
    STATUS,
    /// Cut off before anything is done.
    CUT_BEFORE,
    /// Done, but its answer is lost.
    CUT_AFTER,
    /// Done, but answered with a status as if it were not.
    STATUS_AFTER,
    /// Cut off in the middle of the answer's body.
    CUT_MIDDLE,
    /// Done, but a byte of the answer's body is another one.
    CORRUPT,
    /// Silent for a while, then done.
    STALL
  }

  /// A fault.
  ///
  /// @param pattern of `METHOD /path?query`, found anywhere in it
  /// @param percent of the requests it hits
  public record Fault(
      Pattern pattern, What what, int status, int retryAfter, Duration stall, int percent) {

    /// Hits every request that has `regex` in its `METHOD /path?query`.
    public static Fault of(String regex, What what) {
      return new Fault(Pattern.compile(regex), what, 503, 0, Duration.ZERO, 100);
    }

    /// The same with that status and, if positive, that `Retry-After` in seconds.
    public Fault status(int code, int seconds) {
      return new Fault(pattern, what, code, seconds, stall, percent);
    }

    /// The same, silent for so long.
    public Fault stall(Duration time) {
      return new Fault(pattern, what, status, retryAfter, time, percent);
    }

    /// The same for so many of a hundred requests.
    public Fault percent(int share) {
      return new Fault(pattern, what, status, retryAfter, stall, share);
    }
  }

  private record Armed(Fault fault, AtomicInteger left) {}

  private final CopyOnWriteArrayList<Armed> armed = new CopyOnWriteArrayList<>();
  private final Random random = new Random(1);

  /// Lets `fault` hit the next `times` requests that it fits.
  public void add(Fault fault, int times) {
    armed.add(new Armed(fault, new AtomicInteger(times)));
  }

  /// Nothing goes wrong any more.
  public void clear() {
    armed.clear();
  }

  Optional<Fault> next(Request request) {
    String line =
        request.method()
            + " "
            + request.rawPath()
            + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    for (Armed each : armed) {
      if (each.fault.pattern.matcher(line).find()
          && chance(each.fault.percent)
          && each.left.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return Optional.of(each.fault);
      }
    }
    return Optional.empty();
  }

  private synchronized boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
