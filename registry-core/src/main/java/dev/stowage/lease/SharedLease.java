package dev.stowage.lease;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.Condition;
import dev.stowage.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The lease of all replicas that share their sessions: any of them keeps the document changing, so
/// that none without Redis takes the bucket for itself. It stays when they end. Used by one thread,
/// but for [#close].
final class SharedLease implements BucketLease {

  private static final Logger LOG = Logger.getLogger(SharedLease.class);

  private final Documents documents;
  private final Duration period;
  private final Lease first;
  private final Runnable lost;
  private Optional<Lease> seen = Optional.empty();
  private @Nullable Beat beat;

  SharedLease(Documents documents, Duration period, String where, Runnable lost) {
    this.documents = documents;
    this.period = period;
    this.lost = lost;
    this.first = new Lease(UploadId.random().value(), where, Instant.now(), 0, true);
  }

  /// Does not wait where nobody, or only others of its kind, use the bucket.
  @Override
  public void take() {
    while (!isShared()) {
      Optional<Document<Lease>> solo = documents.read(Lease.KEY, Lease.class);
      if (solo.isPresent()
          && !solo.get().content().shared()
          && Watch.sawItDie(documents, solo.get(), period)) {
        write(first, solo.get());
        LifeSign.forget(solo.get().content().holder());
      }
    }
    beat = new Beat(period, this::keep, lost);
  }

  /// Whether the document says that the bucket is shared, if need be by our own hand.
  private boolean isShared() {
    seen = documents.create(Lease.KEY, Lease.class, first).or(() -> Optional.of(first));
    return seen.filter(Lease::shared).isPresent();
  }

  private void write(Lease next, Document<Lease> before) {
    if (documents.write(Lease.KEY, next, new Condition.IfVersion(before.version())).written()) {
      seen = Optional.of(next);
    }
  }

  /// Changes the document if no other has since the last time. False if a replica without Redis has
  /// taken it.
  private boolean keep() {
    try {
      Optional<Document<Lease>> stands = documents.read(Lease.KEY, Lease.class);
      if (stands.isEmpty()) {
        return isShared();
      }
      if (!stands.get().content().shared()) {
        LOG.error(
            "a replica without Redis has taken this bucket while all those with it stood still");
        return false;
      }
      Optional<Lease> before = seen;
      seen = stands.map(Document::content);
      if (seen.equals(before)) {
        write(stands.get().content().next(), stands.get());
      }
      return true;
    } catch (StorageException e) {
      LOG.debug("the lease on the bucket could not be renewed, will try again", e);
      return true;
    }
  }

  @Override
  public void close() {
    if (beat != null) {
      beat.close();
    }
  }
}
