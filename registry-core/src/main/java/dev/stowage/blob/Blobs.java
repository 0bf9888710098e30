package dev.stowage.blob;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.grace.Condemnable;
import dev.stowage.grace.Judge;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The blobs of repositories. Safe for any number of threads and replicas.
@Singleton
public final class Blobs {

  private final ObjectStore store;
  private final Documents documents;
  private final Judge judge;

  public Blobs(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
    this.judge = new Judge(documents);
  }

  /// The blob, if the repository links it. One read. That it is there is a promise for the grace
  /// period: a condemned link is pardoned, for a read and a write more.
  public Optional<Blob> find(RepositoryName repository, Digest digest) {
    ObjectKey key = key(repository, digest);
    return standing(key, BlobLink.class, readLink(repository, digest))
        .map(link -> blob(digest, link.data(), link.size()));
  }

  /// The blob's bytes within `range`. `BLOB_UNKNOWN` if they are gone. The caller closes it.
  public ObjectBody open(Blob blob, ByteRange range) {
    return store.open(blob.data(), range).orElseThrow(() -> unknown(blob.digest()));
  }

  /// Makes the durable data of an upload the blob of that digest, if there is none yet, and links
  /// it. If there is one already, that one is linked and the data is left to the caller to drop.
  /// Returns the blob as linked.
  public Blob publish(RepositoryName repository, Digest digest, UploadId data, long size) {
    BlobRecord stands = record(digest, new BlobRecord(data, size, Instant.now(), repository));
    return link(repository, digest, stands.data(), stands.size());
  }

  /// The record that stands, in the end: mine, or another's, pardoned if it was condemned.
  private BlobRecord record(Digest digest, BlobRecord mine) {
    ObjectKey key = recordKey(digest);
    while (true) {
      Optional<BlobRecord> other = documents.create(key, BlobRecord.class, mine);
      if (other.isEmpty()) {
        return mine;
      }
      Optional<BlobRecord> stands = standing(key, BlobRecord.class, other);
      if (stands.isPresent()) {
        return stands.get();
      } // else it went at that moment: a collection has waited for that, so it does not happen
      // again
    }
  }

  /// Whether the data of that upload is the blob of that digest.
  public boolean isData(UploadId data, Digest digest) {
    return record(digest).filter(record -> record.data().equals(data)).isPresent();
  }

  /// Links in `target` a blob that another repository has: the one named, or the blob's home if
  /// none is. False if that repository does not link it, or is not one that `mayPull`.
  ///
  /// The link of the other may go at any time, and the record with it: so it is the record that
  /// must stand unmarked before the new link is written.
  public boolean mount(
      RepositoryName target,
      Digest digest,
      Optional<RepositoryName> from,
      Predicate<RepositoryName> mayPull) {
    Optional<BlobRecord> record = from.isEmpty() ? record(digest) : Optional.empty();
    Optional<RepositoryName> source = from.or(() -> record.map(BlobRecord::home)).filter(mayPull);
    if (source.flatMap(repository -> readLink(repository, digest)).isEmpty()) {
      return false;
    }
    Optional<BlobRecord> seen = record.isPresent() ? record : record(digest);
    Optional<BlobRecord> stands = standing(recordKey(digest), BlobRecord.class, seen);
    stands.ifPresent(r -> link(target, digest, r.data(), r.size()));
    return stands.isPresent();
  }

  /// Takes the blob away from the repository; false if it had no such blob.
  public boolean unlink(RepositoryName repository, Digest digest) {
    ObjectKey key = key(repository, digest);
    // One without bytes is a tombstone.
    return store.head(key).filter(link -> link.size() > 0).isPresent()
        && store.delete(key, Condition.ALWAYS);
  }

  /// The error for a blob that a repository does not have.
  public static OciException unknown(Digest digest) {
    return new OciException(ErrorCode.BLOB_UNKNOWN, "there is no blob " + digest);
  }

  private Optional<BlobRecord> record(Digest digest) {
    return documents.read(recordKey(digest), BlobRecord.class).map(Document::content);
  }

  /// What was just seen, unless it is condemned: then what stands after it was pardoned.
  private <T extends Condemnable<T>> Optional<T> standing(
      ObjectKey key, Class<T> type, Optional<T> seen) {
    return seen.flatMap(Condemnable::condemned).isPresent() ? judge.pardon(key, type) : seen;
  }

  private Optional<BlobLink> readLink(RepositoryName repository, Digest digest) {
    return documents.read(key(repository, digest), BlobLink.class).map(Document::content);
  }

  private Blob link(RepositoryName repository, Digest digest, UploadId data, long size) {
    documents.write(key(repository, digest), new BlobLink(data, size), Condition.ALWAYS);
    return blob(digest, data, size);
  }

  private static Blob blob(Digest digest, UploadId data, long size) {
    return new Blob(digest, size, new Place.Data(data).key());
  }

  private static ObjectKey recordKey(Digest digest) {
    return new Place.BlobRecord(digest).key();
  }

  private static ObjectKey key(RepositoryName repository, Digest digest) {
    return new Place.Link(repository, digest).key();
  }
}
