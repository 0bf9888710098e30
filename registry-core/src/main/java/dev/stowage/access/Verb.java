package dev.stowage.access;

import java.util.Locale;
import java.util.Optional;

/// What may be done with a repository.
public enum Verb {
  /// See that it exists.
  LIST(1),
  /// Read its manifests, blobs, tags and referrers.
  PULL(2),
  /// Add blobs, manifests and new tags; implies [#PULL].
  PUSH(4),
  /// Move tags that exist; implies [#PUSH].
  RETAG(8),
  /// Take away tags, manifests and blobs.
  DELETE(16),
  /// Change the grants, robots and settings of its namespace.
  ADMIN(32);

  private final int bit;
  private final String text = name().toLowerCase(Locale.ROOT);

  Verb(int bit) {
    this.bit = bit;
  }

  /// Its place in a set.
  int bit() {
    return bit;
  }

  /// As it is written in documents: `pull`.
  @Override
  public String toString() {
    return text;
  }

  /// The verb that is written so; empty if there is none.
  static Optional<Verb> of(String text) {
    for (Verb verb : values()) {
      if (verb.text.equals(text)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }
}
