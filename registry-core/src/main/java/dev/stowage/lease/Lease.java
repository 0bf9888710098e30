package dev.stowage.lease;

import dev.stowage.layout.Place;
import dev.stowage.storage.ObjectKey;
import java.time.Instant;

/// What the document says.
///
/// @param holder a name that no other process ever has
/// @param where the holder's machine and process, for people
/// @param beat how often it was changed
/// @param shared whether the holder is one of several, which share their sessions in Redis
record Lease(String holder, String where, Instant since, long beat, boolean shared) {

  static final ObjectKey KEY = new Place.Solo().key();

  Lease next() {
    return new Lease(holder, where, since, beat + 1, shared);
  }
}
