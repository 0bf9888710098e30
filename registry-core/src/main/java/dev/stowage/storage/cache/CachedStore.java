package dev.stowage.storage.cache;

import dev.stowage.redis.Redis;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.BytesBody;
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
import dev.stowage.storage.Part;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.WriteResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store whose small objects are remembered ([HotObjects]), so that not every read asks it. Safe
/// for any number of threads. Nobody above it knows.
public final class CachedStore implements ObjectStore, StagedUploads {

  private final ObjectStore store;
  private final HotObjects hot;

  CachedStore(ObjectStore store, HotObjects hot) {
    this.store = store;
    this.hot = hot;
  }

  /// Remembers in this process, about `capacity` bytes, as long as it is the `writer` alone.
  public static CachedStore alone(ObjectStore store, long capacity, SoleWriter writer) {
    boolean exclusive = store.capabilities().exclusive();
    return new CachedStore(store, new SoleObjects(capacity, exclusive, writer));
  }

  /// Remembers in Redis, for all that write to that bucket, which must all do so.
  ///
  /// @param bucket a name that no other bucket has
  public static CachedStore shared(ObjectStore store, Redis redis, String bucket, HotKeys keys) {
    return new CachedStore(
        store, new SharedObjects(new Leases(redis, bucket, SharedObjects.PATIENCE), keys));
  }

  /// Tells `meters` how often it is asked, and what comes of it.
  public void register(MeterRegistry meters) {
    hot.register(meters);
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    HotObjects.Look look = hot.look(key, true);
    HotObjects.Known known = look.known();
    if (known != null) {
      return known.body(range).map(body -> body);
    }
    Optional<ObjectBody> opened = store.open(key, range);
    if (opened.isEmpty()) {
      look.found(HotObjects.Known.ABSENT);
      return Optional.empty();
    }
    ObjectInfo info = opened.get().info();
    if (info.size() > HotObjects.MAX_OBJECT || opened.get().range().length() != info.size()) {
      look.found(null);
      return opened;
    }
    try (ObjectBody body = opened.get()) {
      byte[] bytes = body.readAll();
      look.found(new HotObjects.Known(info, bytes));
      return Optional.of(new BytesBody(info, ByteRange.ALL, bytes));
    }
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    HotObjects.Look look = hot.look(key, false);
    HotObjects.Known known = look.known();
    if (known != null) {
      return Optional.ofNullable(known.info());
    }
    Optional<ObjectInfo> info = store.head(key);
    look.found(new HotObjects.Known(info.orElse(null), null));
    return info;
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return hot.change(
        List.of(key),
        () -> store.write(key, content, condition),
        result ->
            result instanceof WriteResult.Written(var version, _)
                    && content instanceof Content.Bytes bytes
                    && content.length() <= HotObjects.MAX_OBJECT
                ? Optional.of(
                    new HotObjects.Known(
                        new ObjectInfo(key, content.length(), version, Instant.now()),
                        bytes.copy()))
                : Optional.empty());
  }

  /// Where it is remembered for long that something stands, nothing is asked.
  @Override
  public void ensure(ObjectKey key, Content content) {
    if (!hot.isLasting()) {
      ObjectStore.super.ensure(key, content);
      return;
    }
    HotObjects.Known known = hot.look(key, false).known();
    if (known == null || known.info() == null) {
      ObjectStore.super.ensure(key, content);
      Optional<ObjectInfo> _ = head(key); // it may have stood already: the next one need not ask
    }
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return change(List.of(to), () -> store.copy(from, to, condition));
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return change(List.of(key), () -> store.delete(key, condition));
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return change(keys, () -> store.deleteAll(keys));
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    return change(List.of(upload.target()), () -> store.uploads().complete(upload, parts));
  }

  private <T> T change(List<ObjectKey> keys, Supplier<T> change) {
    return hot.change(keys, change, _ -> Optional.empty());
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    return store.uploads().begin(target);
  }

  @Override
  public Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last) {
    return store.uploads().putPart(upload, number, offset, content, last);
  }

  @Override
  public void abort(StagedUpload upload) {
    store.uploads().abort(upload);
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    return store.uploads().unfinished(query);
  }

  @Override
  public StagedUploads uploads() {
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public ListPage list(ListQuery query) {
    return store.list(query);
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return store.presignGet(key, options);
  }

  @Override
  public void close() {
    store.close();
  }
}
