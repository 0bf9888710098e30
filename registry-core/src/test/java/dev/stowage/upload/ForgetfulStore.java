package dev.stowage.upload;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryStore;
import java.util.List;
import java.util.function.Supplier;

/// A store of which one answer is lost: it does what it is asked, and the caller is told that there
/// was no answer in time.
final class ForgetfulStore extends PartedStore {

  private int untilLost = -1;

  ForgetfulStore(int smallest) {
    super(new MemoryStore(), smallest);
  }

  ForgetfulStore(int smallest, long largest) {
    super(new MemoryStore(), smallest, largest);
  }

  /// Loses the answer to the change after `changes` others.
  void loseAnswerAfter(int changes) {
    untilLost = changes;
  }

  /// Whether the answer was lost that was to be; answers are kept from now on.
  boolean remember() {
    boolean lost = untilLost < 0;
    untilLost = -1;
    return lost;
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return answer(() -> super.write(key, content, condition));
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return answer(() -> super.delete(key, condition));
  }

  @Override
  public synchronized Part putPart(
      StagedUpload upload, int number, long offset, Content content, boolean last) {
    return answer(() -> super.putPart(upload, number, offset, content, last));
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    return answer(() -> super.complete(upload, parts));
  }

  private synchronized <T> T answer(Supplier<T> change) {
    T answer = change.get();
    if (untilLost >= 0 && untilLost-- == 0) {
      throw new StorageException(StorageException.Kind.TIMEOUT, "no answer in time");
    }
    return answer;
  }
}
