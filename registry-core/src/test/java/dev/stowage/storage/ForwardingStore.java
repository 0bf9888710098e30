package dev.stowage.storage;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A store that passes everything on to another; a test's store says only in what it differs.
public abstract class ForwardingStore implements ObjectStore {

  protected final ObjectStore store;

  protected ForwardingStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return store.head(key);
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    return store.open(key, range);
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return store.write(key, content, condition);
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return store.copy(from, to, condition);
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return store.delete(key, condition);
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return store.deleteAll(keys);
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
  public StagedUploads uploads() {
    return store.uploads();
  }

  @Override
  public void close() {
    store.close();
  }
}
