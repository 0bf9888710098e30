package dev.stowage.storage.s3;

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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// A bucket of Amazon S3, or of what speaks its protocol and keeps conditions on writes.
public final class S3Store implements ObjectStore {

  /// The most keys of one delete request.
  static final int MAX_BATCH_DELETE = 1000;

  /// How long S3 lets a URL live at most.
  private static final Duration MAX_EXPIRY = Duration.ofDays(7);

  private final S3Clients clients;
  private final S3Bucket bucket;
  private final Capabilities capabilities;
  private final S3Reads reads;
  private final S3Writes writes;
  private final S3Listing listing;
  private final S3Batches batches;
  private final S3Copies copies;
  private final S3Uploads uploads;

  private S3Store(S3Clients clients, S3Bucket bucket, boolean conditionalDelete) {
    this.clients = clients;
    this.bucket = bucket;
    this.capabilities =
        new Capabilities(
            false,
            true,
            conditionalDelete,
            S3Uploads.MIN_PART,
            S3Uploads.MAX_PART,
            S3Uploads.MAX_PARTS,
            MAX_BATCH_DELETE);
    this.reads = new S3Reads(bucket);
    this.writes = new S3Writes(bucket, reads);
    this.listing = new S3Listing(bucket);
    this.batches = new S3Batches(bucket);
    this.uploads = new S3Uploads(bucket, writes, listing);
    this.copies = new S3Copies(bucket, reads, writes, uploads);
  }

  /// Opens the bucket and tries it. A [StorageException] names the setting to correct.
  public static S3Store open(S3Config config) {
    String name =
        config
            .bucket()
            .filter(text -> !text.isBlank())
            .orElseThrow(() -> Settings.wrong("bucket", "name the bucket", null));
    String prefix = config.prefix().map(S3Store::prefix).orElse("");
    Duration limit = Settings.positive("call-timeout", config.callTimeout(), Calls.LIMIT);
    S3Clients clients = S3Clients.of(config);
    try {
      boolean conditionalDelete =
          new StartCheck(bucket(config, clients, name, prefix, StartCheck.LIMIT)).run();
      return new S3Store(clients, bucket(config, clients, name, prefix, limit), conditionalDelete);
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  private static S3Bucket bucket(
      S3Config config, S3Clients clients, String name, String prefix, Duration limit) {
    return new S3Bucket(
        clients.s3(),
        clients.objects(name),
        name,
        prefix,
        encryption(config),
        config.kmsKey().orElse(null),
        config.checksums().orElse(true),
        new Calls(limit));
  }

  private static @Nullable ServerSideEncryption encryption(S3Config config) {
    if (config.encryption().isEmpty()) {
      if (config.kmsKey().isPresent()) {
        throw Settings.wrong("kms-key", "is only used with encryption=kms", null);
      }
      return null;
    }
    return switch (config.encryption().get()) {
      case S3 -> ServerSideEncryption.AES256;
      case KMS -> ServerSideEncryption.AWS_KMS;
    };
  }

  private static String prefix(String configured) {
    String prefix = configured.replaceAll("^/+|/+$", "");
    if (prefix.isEmpty()) {
      return "";
    }
    if (!ObjectKey.isValid(prefix) || prefix.length() >= S3Bucket.MAX_PREFIX) {
      throw Settings.wrong(
          "prefix",
          "must be segments of [A-Za-z0-9._+=-], divided by slashes, shorter than "
              + S3Bucket.MAX_PREFIX,
          null);
    }
    return prefix + "/";
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return reads.head(key);
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    return reads.open(key, range);
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return writes.write(key, content, condition);
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return copies.copy(from, to, condition);
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    if (condition instanceof Condition.IfVersion && !capabilities.conditionalDelete()) {
      throw new StorageException(Kind.MISUSE, "this store cannot delete on condition");
    }
    return writes.delete(key, condition);
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return batches.delete(keys);
  }

  @Override
  public ListPage list(ListQuery query) {
    return listing.objects(query);
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    Duration expiry = options.expiry().compareTo(MAX_EXPIRY) > 0 ? MAX_EXPIRY : options.expiry();
    try {
      return Optional.of(bucket.objects().presign(bucket.key(key), options, expiry));
    } catch (SdkException e) {
      throw S3Failures.of("signing a URL of " + key, e).exception();
    }
  }

  @Override
  public StagedUploads uploads() {
    return uploads;
  }

  @Override
  public void close() {
    clients.close();
  }
}
