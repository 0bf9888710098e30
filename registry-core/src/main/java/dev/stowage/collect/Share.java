package dev.stowage.collect;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// What one replica does of a collection: some repositories, or one sweep of the records.
///
/// @param id new whenever it changes hands
/// @param holder the replica
/// @param beat when it was last known to be at work
/// @param first the first repository; empty if it is about records
/// @param last the last repository
/// @param sweep the number of the sweep of records, if it is about them
record Share(
    UploadId id,
    UploadId holder,
    Instant beat,
    Optional<RepositoryName> first,
    Optional<RepositoryName> last,
    int sweep) {

  static Share of(UploadId holder, Instant now, RepositoryName first, RepositoryName last) {
    return new Share(UploadId.random(), holder, now, Optional.of(first), Optional.of(last), 0);
  }

  static Share of(UploadId holder, Instant now, int sweep) {
    return new Share(UploadId.random(), holder, now, Optional.empty(), Optional.empty(), sweep);
  }

  Share beaten(Instant now) {
    return new Share(id, holder, now, first, last, sweep);
  }

  Share takenBy(UploadId other, Instant now) {
    return new Share(UploadId.random(), other, now, first, last, sweep);
  }
}
