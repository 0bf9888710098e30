package dev.stowage.storage;

import dev.stowage.storage.memory.MemoryStore;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store that cannot tell whether some change took effect, as a cloud cannot when its answer was
/// lost and something else stands since.
///
/// Not thread-safe.
public final class DoubtfulStore implements ObjectStore {

  /// What becomes of the change whose answer is lost.
  public enum Fate {
    CARRIED_OUT,
    LOST
  }

  private final ObjectStore store;
  private Fate fate = Fate.LOST;
  private int doubts;
  private Runnable meanwhile = () -> {};

  /// Over memory.
  public DoubtfulStore() {
    this(new MemoryStore());
  }

  public DoubtfulStore(ObjectStore store) {
    this.store = store;
  }

  /// The next `doubts` conditional changes are in doubt; after each, somebody else does something.
  public void doubt(int doubts, Fate fate, Runnable meanwhile) {
    this.doubts = doubts;
    this.fate = fate;
    this.meanwhile = meanwhile;
  }

  /// How many of the doubts are still to come.
  public int left() {
    return doubts;
  }

  private <T> T change(Condition condition, Supplier<T> change) {
    if (condition instanceof Condition.Always || doubts == 0) {
      return change.get();
    }
    doubts--;
    if (fate == Fate.CARRIED_OUT) {
      T _ = change.get();
    }
    meanwhile.run();
    throw new StorageException(StorageException.Kind.TIMEOUT, "the answer was lost");
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return change(condition, () -> store.write(key, content, condition));
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return change(condition, () -> store.copy(from, to, condition));
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return change(condition, () -> store.delete(key, condition));
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
