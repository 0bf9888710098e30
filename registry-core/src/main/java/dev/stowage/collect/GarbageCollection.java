package dev.stowage.collect;

import dev.stowage.collect.sweep.RecordSweep;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One collection: how far it is, and what it has done. Its document stays until the next begins.
///
/// @param due what was condemned by then goes
/// @param dry whether it only tells what it would do
/// @param untagged whether untagged manifests go
/// @param handedOut the last repository of which somebody has taken a share; empty at the beginning
/// @param sweeps how many sweeps of records have been taken
/// @param shares those that are being done
/// @param tally what the shares have done that have ended
/// @param ended when it ended; empty while it goes on
public record GarbageCollection(
    UploadId id,
    Instant started,
    Instant due,
    boolean dry,
    boolean untagged,
    Phase phase,
    Optional<RepositoryName> handedOut,
    int sweeps,
    List<Share> shares,
    Tally tally,
    Optional<Instant> ended) {

  /// The steps of a collection, each of which begins when the one before is done.
  public enum Phase {
    /// Repositories are handed out.
    REPOSITORIES,
    /// All are; some are still being swept.
    LAST_REPOSITORIES,
    /// Blob records are swept.
    RECORDS,
    /// It has ended.
    DONE
  }

  static GarbageCollection begin(Instant now, Instant due, boolean dry, boolean untagged) {
    return new GarbageCollection(
        UploadId.random(),
        now,
        due,
        dry,
        untagged,
        Phase.REPOSITORIES,
        Optional.empty(),
        0,
        List.of(),
        Tally.NONE,
        Optional.empty());
  }

  /// Whether it goes on.
  public boolean running() {
    return phase != Phase.DONE;
  }

  boolean allSwept() {
    return phase == Phase.RECORDS && sweeps == RecordSweep.SWEEPS && shares.isEmpty();
  }

  private GarbageCollection with(
      Phase next, Optional<RepositoryName> last, int taken, List<Share> now) {
    return new GarbageCollection(
        id, started, due, dry, untagged, next, last, taken, List.copyOf(now), tally, ended);
  }

  GarbageCollection in(Phase next) {
    return with(next, handedOut, sweeps, shares);
  }

  /// With one more share: of the repositories up to its last, or of the next sweep.
  GarbageCollection plus(Share share) {
    List<Share> more = new ArrayList<>(shares);
    more.add(share);
    return share.last().isPresent()
        ? with(phase, share.last(), sweeps, more)
        : with(phase, handedOut, sweeps + 1, more);
  }

  /// The share of that id, if it is still being done by who had it.
  Optional<Share> share(UploadId of) {
    return shares.stream().filter(share -> share.id().equals(of)).findFirst();
  }

  /// With another share in its place, if it is still there.
  GarbageCollection replaced(UploadId before, Share after) {
    return with(
        phase,
        handedOut,
        sweeps,
        shares.stream().map(share -> share.id().equals(before) ? after : share).toList());
  }

  /// Without that share, and with what was done; unchanged if it has changed hands.
  GarbageCollection completed(UploadId share, Tally done) {
    if (share(share).isEmpty()) {
      return this;
    }
    List<Share> rest = shares.stream().filter(one -> !one.id().equals(share)).toList();
    return new GarbageCollection(
        id, started, due, dry, untagged, phase, handedOut, sweeps, rest, tally.plus(done), ended);
  }

  GarbageCollection done(Instant now) {
    return new GarbageCollection(
        id,
        started,
        due,
        dry,
        untagged,
        Phase.DONE,
        handedOut,
        sweeps,
        List.of(),
        tally,
        Optional.of(now));
  }
}
