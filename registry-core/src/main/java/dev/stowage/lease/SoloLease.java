package dev.stowage.lease;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.error.OciError;
import dev.stowage.storage.Condition;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.cache.SoleWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The lease of a replica that is alone: a document that it changes again and again ([Watch] says
/// how another finds out that it has died). Used by one thread, but for [#close].
final class SoloLease implements BucketLease {

  private static final Logger LOG = Logger.getLogger(SoloLease.class);

  private final Documents documents;
  private final Duration period;
  private final LifeSign sign;
  private final Lease first;
  private final SoleWriter writer;
  private final Runnable lost;
  private @Nullable Document<Lease> held;
  private @Nullable Beat beat;

  /// @param period how long a document stands still whose holder is dead
  /// @param writer is told for how long this process is alone
  /// @param lost what is done when another has taken the lease from this process
  SoloLease(Documents documents, Duration period, String where, SoleWriter writer, Runnable lost) {
    this.documents = documents;
    this.period = period;
    this.writer = writer;
    this.lost =
        () -> {
          writer.isOneOfSeveral();
          lost.run();
        };
    String holder = UploadId.random().value();
    this.sign = LifeSign.of(holder);
    this.first = new Lease(holder, where, Instant.now(), 0, false);
  }

  @Override
  public void take() {
    while (!tryTake(documents.read(Lease.KEY, Lease.class))) {
      // Another was faster: see whether it lives.
    }
    beat = new Beat(period, this::renew, lost);
  }

  /// Takes the lease if nobody has it, or if he who has it is dead; false if another was faster.
  private boolean tryTake(Optional<Document<Lease>> seen) {
    if (seen.isEmpty()) {
      SoleWriter.Moment before = SoleWriter.Moment.now();
      if (documents.create(Lease.KEY, Lease.class, first).filter(this::isOther).isPresent()) {
        return false;
      }
      held = documents.read(Lease.KEY, Lease.class).filter(d -> !isOther(d.content())).orElse(null);
      if (held != null) {
        writer.isSoleFrom(before, trust());
      }
      return held != null;
    }
    if (!Watch.sawItDie(documents, seen.get(), period) || !write(first, seen.get())) {
      return false;
    }
    LifeSign.forget(seen.get().content().holder());
    return true;
  }

  private boolean isOther(Lease lease) {
    return !lease.holder().equals(first.holder());
  }

  /// Swings the document from what was seen to `next`.
  private boolean write(Lease next, Document<Lease> seen) {
    SoleWriter.Moment before = SoleWriter.Moment.now();
    WriteResult result = documents.write(Lease.KEY, next, new Condition.IfVersion(seen.version()));
    if (result instanceof WriteResult.Written(var version, _)) {
      held = new Document<>(next, version, Instant.now());
      writer.isSoleFrom(before, trust());
    }
    return result.written();
  }

  /// Nobody takes the lease for a whole period after a beat; a part of that is left to clocks that
  /// go wrong.
  private Duration trust() {
    return period.multipliedBy(4).dividedBy(5);
  }

  /// False if another has the lease. While the store fails nobody else can take it either, or if
  /// so, the next beat tells.
  private boolean renew() {
    Document<Lease> before = Objects.requireNonNull(held);
    Lease now = before.content();
    try {
      Lease next = now.next();
      if (write(next, before)) {
        return true;
      }
      // Lost, or an earlier beat was written whose answer did not come.
      Optional<Document<Lease>> stands = documents.read(Lease.KEY, Lease.class);
      if (stands.isPresent() && !isOther(stands.get().content())) {
        held = stands.get();
        return true;
      }
      LOG.errorf(
          "%s has taken this bucket over while this process stood still; without Redis only one"
              + " replica may use it",
          stands.map(d -> OciError.quoted(d.content().where())).orElse("another replica"));
      return false;
    } catch (StorageException e) {
      LOG.debug("the lease on the bucket could not be renewed, will try again", e);
      return true;
    }
  }

  /// Gives the lease back, so that the next replica need not wait.
  @Override
  public void close() {
    if (beat == null) {
      return;
    }
    beat.close();
    writer.isOneOfSeveral();
    try {
      documents.remove(Lease.KEY, Lease.class, lease -> !isOther(lease));
    } catch (StorageException e) {
      LOG.warnf("the lease on the bucket could not be given back: %s", e.getMessage());
    }
    sign.close();
  }
}
