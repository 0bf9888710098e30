package dev.stowage.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a store could not do. Made only where the store's own errors are known; never for absence
/// or a lost race, which are values.
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// The store asks us to slow down, and went on doing so through all retries.
    THROTTLED,
    /// The store cannot be reached or fails.
    UNAVAILABLE,
    /// No answer in time. What was asked may have happened.
    TIMEOUT,
    /// Our credentials do not suffice.
    DENIED,
    /// No room is left.
    FULL,
    /// What is stored is not what was written.
    CORRUPT,
    /// The caller broke the contract of this SPI.
    MISUSE
  }

  private final Kind kind;
  private final Duration retryAfter;

  public StorageException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, Duration.ZERO);
  }

  public StorageException(
      Kind kind, String message, @Nullable Throwable cause, Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public StorageException(Kind kind, String message) {
    this(kind, message, null, Duration.ZERO);
  }

  /// Why.
  public Kind kind() {
    return kind;
  }

  /// How long the store asks to wait; zero if it does not say.
  public Duration retryAfter() {
    return retryAfter;
  }
}
