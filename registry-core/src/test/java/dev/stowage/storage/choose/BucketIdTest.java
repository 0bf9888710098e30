package dev.stowage.storage.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import org.junit.jupiter.api.Test;

class BucketIdTest {

  @Test
  void isTheSameForAllThatUseTheBucketAndNoOthers() {
    MemoryBucket bucket = new MemoryBucket();
    String id = BucketId.of(new MemoryStore(bucket));
    assertThat(BucketId.of(new MemoryStore(bucket))).isEqualTo(id);
    assertThat(BucketId.of(new MemoryStore())).isNotEqualTo(id);
  }

  @Test
  void isNotMadeUpWhereSomethingElseStands() {
    MemoryStore store = new MemoryStore();
    store.write(new ObjectKey("sys/id"), Content.of("{stowage}:other"), Condition.ALWAYS);
    assertThatExceptionOfType(StorageException.class).isThrownBy(() -> BucketId.of(store));
  }
}
