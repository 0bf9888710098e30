package dev.stowage.storage.cache;

import java.time.Duration;

/// Whether this process is the only one that changes the store, which is when what it remembers of
/// it is true. Safe for any number of threads.
public final class SoleWriter {

  private final boolean always;
  private volatile Moment until = new Moment(System.nanoTime(), 0);

  /// A moment by both clocks of a machine: one stands still while it is suspended, the other may be
  /// set.
  ///
  /// @param nanos of [System#nanoTime]
  /// @param millis of [System#currentTimeMillis]
  public record Moment(long nanos, long millis) {

    /// Now.
    public static Moment now() {
      return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    private Moment plus(Duration time) {
      return new Moment(nanos + time.toNanos(), millis + time.toMillis());
    }

    private boolean isPast() {
      return System.nanoTime() - nanos >= 0 || System.currentTimeMillis() >= millis;
    }
  }

  private SoleWriter(boolean always) {
    this.always = always;
  }

  /// One that is so for certain, as where a directory is locked.
  public static SoleWriter always() {
    return new SoleWriter(true);
  }

  /// One that is not, until it is told so.
  public static SoleWriter notYet() {
    return new SoleWriter(false);
  }

  /// It is for `time` from that moment on; and nobody else has changed anything since it last was.
  public void isSoleFrom(Moment moment, Duration time) {
    until = moment.plus(time);
  }

  /// It is no more.
  public void isOneOfSeveral() {
    until = new Moment(System.nanoTime(), 0);
  }

  /// Whether it is at this moment.
  public boolean isSole() {
    return always || !until.isPast();
  }
}
