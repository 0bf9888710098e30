package dev.stowage.grace;

/// What became of something that looked unused.
public enum Verdict {
  /// It got its mark.
  CONDEMNED,
  /// It has one, for less than the grace period.
  WAITING,
  /// It is gone.
  DELETED,
  /// Somebody took it up, or away, at that moment; it is left alone.
  SPARED
}
