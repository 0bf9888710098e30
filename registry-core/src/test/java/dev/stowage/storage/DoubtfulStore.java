package dev.stowage.storage;

import dev.stowage.storage.memory.MemoryStore;
import java.util.function.Supplier;

/// A store that cannot tell whether some change took effect, as a cloud cannot when its answer was
/// lost and something else stands since.
///
/// Not thread-safe.
public final class DoubtfulStore extends ForwardingStore {

  /// What becomes of the change whose answer is lost.
  public enum Fate {
    CARRIED_OUT,
    LOST
  }

  private Fate fate = Fate.LOST;
  private int doubts;
  private Runnable meanwhile = () -> {};

  /// Over memory.
  public DoubtfulStore() {
    this(new MemoryStore());
  }

  public DoubtfulStore(ObjectStore store) {
    super(store);
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
}
