package dev.stowage.grace;

import java.time.Instant;
import java.util.Optional;

/// A document that carries the mark of the condemned.
public interface Condemnable<T extends Condemnable<T>> {

  /// Since when it is condemned; empty if it is not.
  Optional<Instant> condemned();

  /// The same document with another mark, or none.
  T condemned(Optional<Instant> since);

  /// The same document without a mark.
  default T pardoned() {
    return condemned().isPresent() ? condemned(Optional.empty()) : self();
  }

  @SuppressWarnings("unchecked")
  private T self() {
    return (T) this;
  }
}
