package dev.stowage.storage.choose;

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
import dev.stowage.storage.WriteResult;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A store that hears another condition than it is told.
record Careless(ObjectStore store, UnaryOperator<Condition> heard) implements ObjectStore {

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
    return store.write(key, content, heard.apply(condition));
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return store.copy(from, to, heard.apply(condition));
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
