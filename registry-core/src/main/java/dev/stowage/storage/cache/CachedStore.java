package dev.stowage.storage.cache;

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
import org.jspecify.annotations.Nullable;

/// A store that remembers small objects in memory ([HotObjects]), as long as this process is its
/// [SoleWriter]; else it only passes on.
public final class CachedStore implements ObjectStore, StagedUploads {

  private final ObjectStore store;
  private final HotObjects hot;
  private final SoleWriter writer;

  /// Remembers about `capacity` bytes of `store`.
  public CachedStore(ObjectStore store, long capacity, SoleWriter writer) {
    this.store = store;
    this.hot = new HotObjects(capacity, store.capabilities().exclusive());
    this.writer = writer;
  }

  private HotObjects.@Nullable Known find(ObjectKey key) {
    return writer.isSole() ? hot.find(key) : null;
  }

  private void remember(HotObjects.Ticket ticket, HotObjects.Known fact) {
    if (writer.isSole()) {
      hot.remember(ticket, fact);
    }
  }

  /// Tells `meters` how often it is asked, and how much it holds.
  public void register(MeterRegistry meters) {
    hot.register(meters);
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    HotObjects.Known fact = find(key);
    if (fact != null && fact.isWhole()) {
      return HotObjects.body(fact, range).map(body -> body);
    }
    HotObjects.Ticket ticket = hot.ticket(key);
    Optional<ObjectBody> opened = store.open(key, range);
    if (opened.isEmpty()) {
      remember(ticket, HotObjects.Known.ABSENT);
      return Optional.empty();
    }
    ObjectInfo info = opened.get().info();
    if (info.size() > HotObjects.MAX_OBJECT || opened.get().range().length() != info.size()) {
      return opened;
    }
    try (ObjectBody body = opened.get()) {
      byte[] bytes = body.readAll();
      remember(ticket, new HotObjects.Known(info, bytes));
      return Optional.of(new BytesBody(info, ByteRange.ALL, bytes));
    }
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    HotObjects.Known fact = find(key);
    if (fact != null) {
      return Optional.ofNullable(fact.info());
    }
    HotObjects.Ticket ticket = hot.ticket(key);
    Optional<ObjectInfo> info = store.head(key);
    remember(ticket, new HotObjects.Known(info.orElse(null), null));
    return info;
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    HotObjects.Ticket ticket = hot.begin(key);
    try {
      WriteResult result = store.write(key, content, condition);
      if (writer.isSole()
          && result instanceof WriteResult.Written(var version, _)
          && content instanceof Content.Bytes bytes
          && content.length() <= HotObjects.MAX_OBJECT) {
        ObjectInfo info = new ObjectInfo(key, content.length(), version, Instant.now());
        remember(ticket, new HotObjects.Known(info, bytes.copy()));
      }
      return result;
    } finally {
      hot.end(key);
    }
  }

  @Override
  public void ensure(ObjectKey key, Content content) {
    HotObjects.Known fact = find(key);
    if (fact != null && fact.info() != null) {
      return;
    }
    ObjectStore.super.ensure(key, content);
    if (find(key) == null) {
      head(key); // it stood already: so that the next one need not ask
    }
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return hot.change(to, () -> store.copy(from, to, condition));
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return hot.change(key, () -> store.delete(key, condition));
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return hot.change(keys, () -> store.deleteAll(keys));
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    return hot.change(upload.target(), () -> store.uploads().complete(upload, parts));
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
