package dev.stowage.blob;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
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

  public Blobs(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
  }

  /// The blob, if the repository links it. One read.
  public Optional<Blob> find(RepositoryName repository, Digest digest) {
    return readLink(repository, digest).map(link -> blob(digest, link.data(), link.size()));
  }

  /// The blob's bytes within `range`. `BLOB_UNKNOWN` if they are gone. The caller closes it.
  public ObjectBody open(Blob blob, ByteRange range) {
    return store.open(blob.data(), range).orElseThrow(() -> unknown(blob.digest()));
  }

  /// Makes the durable data of an upload the blob of that digest, if there is none yet, and links
  /// it. If there is one already, that one is linked and the data is left to the caller to drop.
  /// Returns the blob as linked.
  public Blob publish(RepositoryName repository, Digest digest, UploadId data, long size) {
    ObjectKey key = new Place.BlobRecord(digest).key();
    BlobRecord mine = new BlobRecord(data, size, Instant.now(), repository);
    BlobRecord stands = documents.create(key, BlobRecord.class, mine).orElse(mine);
    return link(repository, digest, stands.data(), stands.size());
  }

  /// Whether the data of that upload is the blob of that digest.
  public boolean isData(UploadId data, Digest digest) {
    return record(digest).filter(record -> record.data().equals(data)).isPresent();
  }

  /// Links in `target` a blob that another repository has: the one named, or the blob's home if
  /// none is. False if that repository does not link it, or is not one that `mayPull`.
  public boolean mount(
      RepositoryName target,
      Digest digest,
      Optional<RepositoryName> from,
      Predicate<RepositoryName> mayPull) {
    Optional<RepositoryName> source =
        from.or(() -> record(digest).map(BlobRecord::home)).filter(mayPull);
    Optional<BlobLink> link = source.flatMap(repository -> readLink(repository, digest));
    link.ifPresent(l -> link(target, digest, l.data(), l.size()));
    return link.isPresent();
  }

  /// Takes the blob away from the repository; false if it had no such blob.
  public boolean unlink(RepositoryName repository, Digest digest) {
    ObjectKey key = key(repository, digest);
    return store.head(key).isPresent() && store.delete(key, Condition.ALWAYS);
  }

  /// The error for a blob that a repository does not have.
  public static OciException unknown(Digest digest) {
    return new OciException(ErrorCode.BLOB_UNKNOWN, "there is no blob " + digest);
  }

  private Optional<BlobRecord> record(Digest digest) {
    return documents
        .read(new Place.BlobRecord(digest).key(), BlobRecord.class)
        .map(Document::content);
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

  private static ObjectKey key(RepositoryName repository, Digest digest) {
    return new Place.Link(repository, digest).key();
  }
}
