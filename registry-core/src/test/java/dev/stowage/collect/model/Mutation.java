package dev.stowage.collect.model;

import java.util.function.Predicate;

/// What an actor does otherwise than the protocol says, seen from its store: who does not see a
/// mark does not pardon; who asks for no version deletes what another has taken up.
@SuppressWarnings("ImmutableEnumChecker") // The predicates hold nothing.
enum Mutation {
  /// None: a store that cannot delete on condition. Of all actors, or of none.
  TOMBSTONES,
  NO_PARDON_OF_LINKS(key -> key.contains("/_blobs/")),
  NO_PARDON_OF_RECORDS(key -> key.startsWith("blobs/")),
  NO_PARDON_OF_MANIFESTS(key -> key.contains("/_manifests/")),
  /// Without IfVersion.
  DELETES_BLINDLY,
  /// Without IfVersion.
  WRITES_BLINDLY,
  /// Data goes before its record.
  DATA_FIRST,
  /// No list of what is about to go.
  NO_LIST,
  /// What stands of a list that was left gets no new mark.
  LIST_WITHOUT_NEW_MARK,
  /// What is marked goes at once.
  NO_GRACE,
  /// What is due is decided when it is looked at, not when the collection began.
  DUE_WHEN_SEEN;

  private final Predicate<String> blindTo;

  Mutation() {
    this(key -> false);
  }

  Mutation(Predicate<String> blindTo) {
    this.blindTo = blindTo;
  }

  /// Whether it is something that clients' requests do; else it is something of collectors.
  boolean isOfClients() {
    return name().startsWith("NO_PARDON");
  }

  boolean isBlindTo(String key) {
    return blindTo.test(key);
  }
}
