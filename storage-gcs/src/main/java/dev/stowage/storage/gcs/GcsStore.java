package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.auth.Credentials;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A bucket of Google Cloud Storage. A [dev.stowage.storage.Version] is an object's generation.
public final class GcsStore implements ObjectStore {

  static final int MAX_PARTS = 10_000;
  private static final long MIN_PART = 5L << 20;
  private static final long MAX_PART = 5L << 30;

  private final HttpTransport transport;
  private final Optional<Presigner> presigner;
  private final Reading reading;
  private final Writing writing;
  private final Listing listing;
  private final Deletion deletion;
  private final GcsUploads uploads;

  private GcsStore(Bucket bucket, HttpTransport transport, Optional<Presigner> presigner) {
    this.transport = transport;
    this.presigner = presigner;
    this.reading = new Reading(bucket);
    this.writing = new Writing(bucket, reading);
    this.listing = new Listing(bucket);
    this.deletion = new Deletion(bucket);
    this.uploads = new GcsUploads(bucket, reading, writing);
  }

  /// Connects to the bucket and tries what the registry needs of it. Throws [StorageException] that
  /// names the setting to correct.
  static GcsStore open(Settings settings) {
    HttpTransport transport = HttpPool.open(settings);
    try {
      Credentials credentials = Account.of(settings, transport);
      Bucket bucket = Bucket.of(settings, credentials, transport);
      new Inspection(settings, bucket).run();
      Optional<Presigner> presigner =
          Account.signer(credentials).flatMap(signer -> Presigner.tried(bucket, signer));
      return new GcsStore(bucket, transport, presigner);
    } catch (RuntimeException e) {
      shut(transport);
      throw e;
    }
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        false, presigner.isPresent(), true, MIN_PART, MAX_PART, MAX_PARTS, Deletion.MAX_BATCH);
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return reading.head(key);
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    return reading.open(key, range);
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return writing.write(key, content, condition);
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return writing.copy(from, to, condition);
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return writing.delete(key, condition);
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return deletion.all(keys);
  }

  @Override
  public ListPage list(ListQuery query) {
    return listing.page(query);
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return presigner.map(signing -> signing.get(key, options));
  }

  @Override
  public StagedUploads uploads() {
    return uploads;
  }

  @Override
  public void close() {
    shut(transport);
  }

  private static void shut(HttpTransport transport) {
    try {
      transport.shutdown();
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "closing connections", e);
    }
  }
}
