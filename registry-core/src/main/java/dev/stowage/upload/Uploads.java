package dev.stowage.upload;

import dev.stowage.blob.Blob;
import dev.stowage.blob.Blobs;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.upload.parts.PartMemory;
import dev.stowage.upload.parts.PartWriter;
import dev.stowage.upload.parts.SpillFolder;
import dev.stowage.upload.parts.UploadProgress;
import dev.stowage.upload.session.Sessions;
import dev.stowage.upload.session.UploadConfig;
import dev.stowage.upload.session.UploadSession;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/// Uploads (OCI Distribution, "Pushing blobs"). Safe for any number of threads; of two requests
/// that write one upload at a time, one is refused with [OutOfOrderException].
///
/// An [IOException] is always the client's body: broken off or too slow. What came before it is
/// safe, and the upload can be continued from [#status].
@Singleton
public final class Uploads {

  private static final Logger LOG = Logger.getLogger(Uploads.class);

  private final ObjectStore store;
  private final PartMemory memory;
  private final SpillFolder spill;
  private final Sessions sessions;
  private final Intents intents;
  private final Blobs blobs;
  private final Leftovers leftovers;
  private final UploadConfig config;

  public Uploads(
      ObjectStore store,
      PartMemory memory,
      SpillFolder spill,
      Sessions sessions,
      Intents intents,
      Blobs blobs,
      Leftovers leftovers,
      UploadConfig config) {
    this.store = store;
    this.memory = memory;
    this.spill = spill;
    this.sessions = sessions;
    this.intents = intents;
    this.blobs = blobs;
    this.leftovers = leftovers;
    this.config = config;
  }

  /// Begins an upload whose digest will be of that algorithm.
  public UploadStatus begin(RepositoryName repository, Algorithm algorithm) {
    return status(open(repository, algorithm));
  }

  /// Where the upload stands. `BLOB_UPLOAD_UNKNOWN` if that repository has no such upload.
  public UploadStatus status(RepositoryName repository, UploadId id) {
    return status(find(repository, id));
  }

  /// Appends the body. With a range it must begin where the upload stands.
  public UploadStatus append(
      RepositoryName repository,
      UploadId id,
      Optional<ChunkRange> range,
      InputStream body,
      OptionalLong length)
      throws IOException {
    UploadSession session = claim(repository, id, range, length);
    try (Writing writing = new Writing(session)) {
      return writing.known(
          () -> {
            writing.parts.copyFrom(body, length);
            return writing.pause(range);
          });
    }
  }

  /// Appends the body, if any, and makes the whole a blob of the repository. If its digest is
  /// another, nothing is published and the upload ends: `DIGEST_INVALID`.
  public Digest finish(
      RepositoryName repository,
      UploadId id,
      Digest expected,
      Optional<ChunkRange> range,
      InputStream body,
      OptionalLong length)
      throws IOException {
    UploadSession session = claim(repository, id, range, length);
    try (Writing writing = new Writing(session)) {
      return writing.known(
          () -> {
            boolean hashed = writing.parts.hashBy(expected.algorithm());
            writing.parts.copyFrom(body, length);
            writing.checkLength(range);
            writing.publish(expected, hashed);
            return expected;
          });
    }
  }

  /// A whole blob in one request. Leaves nothing behind if it fails.
  public Digest put(
      RepositoryName repository, Digest expected, InputStream body, OptionalLong length)
      throws IOException {
    UploadSession session = open(repository, expected.algorithm());
    try {
      return finish(repository, session.id(), expected, Optional.empty(), body, length);
    } catch (IOException | RuntimeException e) {
      end(session, e);
      throw e;
    }
  }

  /// Ends the upload and frees what it stored.
  public void cancel(RepositoryName repository, UploadId id) {
    UploadSession session = find(repository, id);
    // A request that is writing finds its session gone and cleans up behind itself.
    if (sessions.remove(id) && !session.writing()) {
      drop(session);
    }
  }

  private UploadSession open(RepositoryName repository, Algorithm algorithm) {
    UploadId id = UploadId.random();
    UploadSession session = UploadSession.begin(id, repository, UploadProgress.none(algorithm));
    sessions.create(session); // before the intent: an intent without a session is dead
    try {
      intents.open(id);
    } catch (RuntimeException e) {
      sessions.remove(id);
      throw e;
    }
    return session;
  }

  private UploadSession find(RepositoryName repository, UploadId id) {
    return sessions
        .find(id)
        .filter(session -> session.repository().equals(repository))
        .orElseThrow(Uploads::unknown);
  }

  private UploadSession claim(
      RepositoryName repository, UploadId id, Optional<ChunkRange> range, OptionalLong length) {
    UploadSession session = find(repository, id);
    if (range.isPresent() && length.isPresent() && range.get().length() != length.getAsLong()) {
      throw new OciException(
          ErrorCode.SIZE_INVALID,
          "Content-Range says "
              + range.get().length()
              + " bytes, Content-Length "
              + length.getAsLong());
    }
    if (range.isPresent() && range.get().first() != session.progress().offset()) {
      throw new OutOfOrderException(status(session), "the chunk does not begin at the offset");
    }
    if (!intents.hold(id)) {
      throw beingWritten(session);
    }
    try {
      return sessions.claim(session).orElseThrow(() -> beingWritten(find(repository, id)));
    } catch (RuntimeException e) {
      intents.letGo(id);
      throw e;
    }
  }

  private static OutOfOrderException beingWritten(UploadSession session) {
    return new OutOfOrderException(status(session), "another request is writing this upload");
  }

  /// Ends an upload that nobody will go on with. After a failure of the store its record may stand
  /// or not: then only the janitor, who looks, may drop the data.
  private void end(UploadSession session, Exception failure) {
    if (sessions.remove(session.id()) && !(failure instanceof StorageException)) {
      drop(session);
    }
  }

  /// What cannot be dropped now, the janitor meets again by its intent.
  private void drop(UploadSession session) {
    if (leftovers.abandon(session.id())) {
      close(session);
    }
  }

  /// Where a writer was lost, the janitor looks for what it has left.
  private void close(UploadSession session) {
    if (!session.disputed()) {
      intents.close(session.id());
    }
  }

  private static UploadStatus status(UploadSession session) {
    return new UploadStatus(session.repository(), session.id(), session.progress().offset());
  }

  private static OciException unknown() {
    return new OciException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no upload with this id");
  }

  /// What a request does with an upload; an [IOException] is the client's.
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  /// One request's hold on a session. Whatever happens, closing it leaves the session free at the
  /// offset that is safe, or ended.
  private final class Writing implements AutoCloseable {
    private final UploadSession session;
    private final PartWriter parts;
    private boolean settled;

    Writing(UploadSession session) {
      this.session = session;
      try {
        this.parts = new PartWriter(store, memory, spill, session.id(), session.progress());
      } catch (RuntimeException e) {
        intents.letGo(session.id());
        settle(session.progress());
        throw e;
      }
    }

    /// Does the work. An upload that the store does not know any more (another writer has ended it,
    /// or the store has dropped it) has ended.
    <T> T known(Work<T> work) throws IOException {
      try {
        return work.run();
      } catch (StorageException e) {
        if (e.kind() != StorageException.Kind.MISUSE) {
          throw e;
        }
        LOG.warnf("upload %s has ended: %s", session.id(), e.getMessage());
        end();
        throw unknown();
      }
    }

    UploadStatus pause(Optional<ChunkRange> range) {
      UploadSession next = settle(parts.pause());
      checkLength(range);
      return status(next);
    }

    void checkLength(Optional<ChunkRange> range) {
      if (range.isPresent() && parts.offset() != range.get().last() + 1) {
        throw new OciException(
            ErrorCode.SIZE_INVALID, "the body was not as long as its Content-Range says");
      }
    }

    void publish(Digest expected, boolean hashed) {
      confirm();
      long size = parts.offset();
      ObjectKey data = new Place.Data(session.id()).key();
      Digest digest = parts.digest();
      if (hashed && !digest.equals(expected)) {
        throw refuse(expected);
      }
      boolean known = parts.complete() && hashed;
      if (!known && !leftovers.digest(data, expected.algorithm()).equals(expected)) {
        throw refuse(expected);
      }
      Blob blob = blobs.publish(session.repository(), expected, session.id(), size);
      settled = true;
      try {
        if (!blob.data().equals(data)) {
          store.delete(data, Condition.ALWAYS);
        }
        Uploads.this.close(session);
      } catch (StorageException e) {
        LOG.warnf("upload %s is published, but leaves something to clean: %s", session.id(), e);
      }
      try {
        sessions.remove(session.id());
      } catch (OciException e) {
        LOG.warnf("upload %s is published, its session left to end by itself", session.id());
      }
    }

    /// Before data of an upload is named that a janitor may take for over.
    private void confirm() {
      Instant old = Instant.now().minus(config.sessionLife().dividedBy(2));
      if (session.begun().isBefore(old) && !intents.confirm(session.id())) {
        end();
        throw unknown();
      }
    }

    @Override
    public void close() {
      try {
        if (!settled) {
          settle(safest());
        }
      } finally {
        intents.letGo(session.id());
        parts.close();
      }
    }

    private UploadProgress safest() {
      try {
        return parts.pause();
      } catch (RuntimeException storeFails) {
        return parts.safe();
      }
    }

    private UploadSession settle(UploadProgress progress) {
      settled = true;
      UploadSession next = session.advanced(progress);
      if (!sessions.release(session, next)) {
        Optional<UploadSession> taken = sessions.find(session.id());
        if (taken.isPresent()) {
          throw beingWritten(taken.get()); // we were taken for dead
        }
        drop(session);
        throw unknown();
      }
      return next;
    }

    /// Ends the upload, unless another request has taken it over: then throws what [#settle] does.
    private void end() {
      settle(session.progress());
      if (sessions.remove(session.id())) {
        drop(session);
      }
    }

    private OciException refuse(Digest expected) {
      end();
      return new OciException(
          ErrorCode.DIGEST_INVALID, "what was received does not have the digest " + expected);
    }
  }
}
