package dev.stowage.grace;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The terms of one collection.
///
/// All times are the store's: by no other clock is it known when a mark came to stand. Who set it
/// may have stood still for long after he looked at his own.
///
/// @param due what got its mark at this moment or before, and is unused still, goes: a grace period
///   before the collection began, so that it has seen all that was done in that time
/// @param clock makes each mark one of its own; where the version of an object is a hash of its
///   bytes, nobody may take it for an earlier one
/// @param dry whether to judge only, and change nothing
public record Terms(Instant due, InstantSource clock, boolean dry) {

  /// What is to become of something unused with that mark, or none.
  ///
  /// @param modified when the object was last written: with a mark, when it got that
  public Verdict verdict(Optional<Instant> condemned, Instant modified) {
    if (condemned.isEmpty()) {
      return Verdict.CONDEMNED;
    }
    return modified.isAfter(due) ? Verdict.WAITING : Verdict.DELETED;
  }
}
