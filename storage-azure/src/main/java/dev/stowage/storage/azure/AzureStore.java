package dev.stowage.storage.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.options.BlobCopyFromUrlOptions;
import com.azure.storage.blob.options.BlobUploadFromUrlOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.Always;
import dev.stowage.storage.Condition.IfAbsent;
import dev.stowage.storage.Condition.IfVersion;
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
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A container as the bucket.
final class AzureStore implements ObjectStore {

  /// Above 4 MiB, blocks go to Azure's faster path; and fewer requests are fewer to pay.
  static final long MIN_PART = 5L << 20;

  static final long MAX_PART = 4000L << 20;
  static final int MAX_PARTS = 50_000;

  /// What Azure copies within one call that moves metadata only.
  private static final long MAX_QUICK_COPY = 256L << 20;

  /// What Azure copies within one call at all.
  private static final long MAX_COPY = 5000L << 20;

  private static final Duration COPY_TIME = Duration.ofHours(1);

  private final Container container;
  private final Listing listing;
  private final Batches batches;
  private final Presigner presigner;
  private final AzureUploads uploads;
  private final Capabilities capabilities;

  private AzureStore(Container container, Presigner presigner) {
    this.container = container;
    this.presigner = presigner;
    listing = new Listing(container);
    batches = new Batches(container);
    uploads = new AzureUploads(container, listing);
    capabilities =
        new Capabilities(
            false, presigner.isAble(), true, MIN_PART, MAX_PART, MAX_PARTS, Batches.MAX_BATCH);
  }

  /// Opens the container and looks whether it can be used.
  static ObjectStore open(Settings settings) {
    return open(settings, Optional.empty());
  }

  /// Opens it as somebody.
  static ObjectStore open(Settings settings, Optional<TokenCredential> identity) {
    Container container =
        new Container(
            Connector.connect(settings, identity),
            new Calls(settings),
            new Names(settings.prefix()));
    try {
      Inspection.of(container, settings);
      return new AzureStore(container, Presigner.of(container, settings));
    } catch (StorageException e) {
      container.close();
      throw e;
    }
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    BlockBlobClient blob = container.blob(key);
    return container
        .calls()
        .call("looking at " + key, _ -> Container.properties(blob))
        .map(properties -> Container.info(key, properties));
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    return BlobBody.open(container, key, range);
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    BlockBlobClient blob = container.blob(key);
    Payload payload = Payload.of(content);
    String mark = Container.newMark();
    Calls.Call call = new Calls.Call("writing " + key, content.length());
    return container
        .calls()
        .call(
            call,
            inDoubt -> {
              try {
                return put(blob, payload, condition, mark);
              } catch (BlobStorageException e) {
                if (condition instanceof Always || !Failures.isRefusal(e)) {
                  throw e;
                }
                return container.refused(key, mark, inDoubt);
              }
            });
  }

  private static WriteResult put(
      BlockBlobClient blob, Payload payload, Condition condition, String mark) {
    BlockBlobSimpleUploadOptions options =
        new BlockBlobSimpleUploadOptions(payload.data())
            .setContentMd5(payload.hash())
            .setMetadata(Container.marked(mark))
            .setRequestConditions(Container.conditions(condition));
    String etag = blob.uploadWithResponse(options, null, Context.NONE).getValue().getETag();
    return new WriteResult.Written(new Version(etag));
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    String what = "copying " + from + " to " + to;
    ObjectInfo source = head(from).orElseThrow(() -> nothing(from));
    if (source.size() > MAX_COPY) {
      throw new StorageException(Kind.MISUSE, what + ": it is larger than " + MAX_COPY + " bytes");
    }
    String url = presigner.url(from, new PresignOptions("", "", COPY_TIME)).toString();
    BlockBlobClient target = container.blob(to);
    String mark = Container.newMark();
    return container
        .calls()
        .call(
            new Calls.Call(what, source.size()),
            inDoubt -> {
              try {
                return copy(url, source.size(), target, condition, mark);
              } catch (BlobStorageException e) {
                if (e.getStatusCode() == 404 && !(condition instanceof IfVersion)) {
                  throw nothing(from);
                }
                if (condition instanceof Always || !Failures.isRefusal(e)) {
                  throw e;
                }
                return container.refused(to, mark, inDoubt);
              }
            });
  }

  private static WriteResult copy(
      String url, long size, BlockBlobClient target, Condition condition, String mark) {
    String etag;
    if (size <= MAX_QUICK_COPY) {
      var options =
          new BlobCopyFromUrlOptions(url)
              .setMetadata(Container.marked(mark))
              .setDestinationRequestConditions(Container.conditions(condition));
      etag =
          target
              .copyFromUrlWithResponse(options, null, Context.NONE)
              .getHeaders()
              .getValue(HttpHeaderName.ETAG);
    } else {
      var options =
          new BlobUploadFromUrlOptions(url)
              .setCopySourceBlobProperties(true)
              .setDestinationRequestConditions(Container.conditions(condition));
      etag = target.uploadFromUrlWithResponse(options, null, Context.NONE).getValue().getETag();
    }
    return new WriteResult.Written(new Version(etag));
  }

  private static StorageException nothing(ObjectKey key) {
    return new StorageException(Kind.MISUSE, "no object " + key + " to copy");
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    String what = "deleting " + key;
    BlockBlobClient blob = container.blob(key);
    if (condition instanceof IfAbsent) {
      throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    }
    boolean always = condition instanceof Always;
    // A blob of which there are only blocks is no object yet, and no deletion's business.
    BlobRequestConditions conditions =
        always ? new BlobRequestConditions().setIfMatch("*") : Container.conditions(condition);
    return container
        .calls()
        .call(
            what,
            inDoubt -> {
              try {
                blob.deleteWithResponse(
                    DeleteSnapshotsOptionType.INCLUDE, conditions, null, Context.NONE);
                return true;
              } catch (BlobStorageException e) {
                if (!Failures.isRefusal(e)) {
                  throw e;
                }
                if (!always && inDoubt) {
                  throw Container.unknown(what);
                }
                return always;
              }
            });
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return batches.delete(keys, key -> delete(key, Condition.ALWAYS));
  }

  @Override
  public ListPage list(ListQuery query) {
    return listing.page(query);
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return presigner.isAble() ? Optional.of(presigner.url(key, options)) : Optional.empty();
  }

  @Override
  public StagedUploads uploads() {
    return uploads;
  }

  @Override
  public void close() {
    container.close();
  }
}
