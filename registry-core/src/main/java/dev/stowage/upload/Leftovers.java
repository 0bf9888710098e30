package dev.stowage.upload;

import dev.stowage.blob.Blobs;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// What an upload that did not end well has left in the bucket. Safe for any number of threads.
@Singleton
public final class Leftovers {

  private static final int READ = 256 << 10;

  private final ObjectStore store;
  private final Blobs blobs;

  public Leftovers(ObjectStore store, Blobs blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  /// Removes what an upload has stored that is not whole yet. False if data stands at its place:
  /// another request that was taken for dead may be about to publish that, so it is left alone.
  boolean abandon(UploadId id) {
    abort(id);
    return store.head(new Place.Data(id).key()).isEmpty();
  }

  /// Removes all of an upload that is over, but keeps its data if a blob record names it.
  void settle(UploadId id) {
    abort(id);
    ObjectKey data = new Place.Data(id).key();
    if (store.head(data).isPresent() && !isPublished(id)) {
      store.delete(data, Condition.ALWAYS);
    }
  }

  /// The digest of an object's bytes, read back.
  Digest digest(ObjectKey key, Algorithm algorithm) {
    Hasher hasher = Hasher.begin(algorithm);
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      throw new StorageException(StorageException.Kind.CORRUPT, key + " is gone");
    }
    try (ObjectBody body = opened.get();
        InputStream in = body.stream()) {
      byte[] buffer = new byte[READ];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hasher.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "reading " + key, e);
    }
    return hasher.digest();
  }

  private boolean isPublished(UploadId id) {
    ObjectKey data = new Place.Data(id).key();
    for (Algorithm algorithm : Algorithm.values()) {
      if (blobs.isData(id, digest(data, algorithm))) {
        return true;
      }
    }
    return false;
  }

  private void abort(UploadId id) {
    StagedUploads staged = store.uploads();
    staged.unfinished(ListQuery.of(new Place.Data(id).key().value())).forEach(staged::abort);
    store.delete(new Place.Parked(id).key(), Condition.ALWAYS);
  }
}
