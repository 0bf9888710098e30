package dev.stowage.http.body;

import java.io.IOException;

/// A request body ended before its end. What was read before it is good.
public final class BodyCutException extends IOException {

  /// Why.
  public enum Reason {
    /// The client closed or reset the connection or stream, or broke the framing. Nobody is left to
    /// answer.
    ABORTED,
    /// The client sent nothing, or too little, for too long.
    SLOW,
    /// This side has stopped reading.
    CLOSED,
    /// This replica was asked to end, and the time is over.
    ENDING
  }

  private final Reason reason;
  private final String words;

  BodyCutException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.words = message;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }

  /// The message, fit for the client.
  public String words() {
    return words;
  }

  /// Costs no stack trace: it tells of the client, not of a defect.
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public Throwable fillInStackTrace() {
    return this;
  }
}
