package dev.stowage.storage.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryStore;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConditionProbeTest {

  @Test
  void leavesNothingInAStoreThatKeepsConditions() {
    MemoryStore store = new MemoryStore();
    ConditionProbe.run(store);
    assertThat(store.list(ListQuery.of("")).objects()).isEmpty();
  }

  @Test
  void refusesAStoreThatIgnoresIfAbsent() {
    refused(
        "If-None-Match",
        condition -> condition instanceof Condition.IfAbsent ? Condition.ALWAYS : condition);
  }

  @Test
  void refusesAStoreThatIgnoresIfVersion() {
    refused(
        "If-Match",
        condition -> condition instanceof Condition.IfVersion ? Condition.ALWAYS : condition);
  }

  private static void refused(String word, UnaryOperator<Condition> heard) {
    ObjectStore careless = new Careless(new MemoryStore(), heard);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> ConditionProbe.run(careless))
        .withMessageContaining(word);
    assertThat(careless.list(ListQuery.of("")).objects()).isEmpty();
  }

  /// Hears another condition than it is told.
  private record Careless(ObjectStore store, UnaryOperator<Condition> heard)
      implements ObjectStore {

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
}
