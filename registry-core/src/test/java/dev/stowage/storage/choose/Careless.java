package dev.stowage.storage.choose;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ForwardingStore;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.WriteResult;
import java.util.function.UnaryOperator;

/// A store that hears another condition than it is told.
final class Careless extends ForwardingStore {

  private final UnaryOperator<Condition> heard;

  Careless(ObjectStore store, UnaryOperator<Condition> heard) {
    super(store);
    this.heard = heard;
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return store.write(key, content, heard.apply(condition));
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return store.copy(from, to, heard.apply(condition));
  }
}
