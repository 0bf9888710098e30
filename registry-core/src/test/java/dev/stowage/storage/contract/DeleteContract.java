package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is deleted is gone for every reader; what was not there is gone too.
interface DeleteContract extends StoreUnderTest {

  @Test
  default void deletes() {
    ObjectKey key = key("there/it/is");
    put(key, "x");
    assertThat(store().delete(key, Condition.ALWAYS)).isTrue();
    assertThat(store().head(key)).isEmpty();
    assertThat(read(key)).isEmpty();
    assertThat(Listed.pages(store(), ListQuery.of(prefix()))).isEmpty();
    put(key, "again");
    assertThat(text(key)).isEqualTo("again");
  }

  @Test
  default void countsWhatWasNeverThereAsDeleted() {
    assertThat(store().delete(key("never"), Condition.ALWAYS)).isTrue();
    assertThat(store().delete(key("never/in/depth"), Condition.ALWAYS)).isTrue();
  }

  @Test
  default void deletesOnlyTheVersionThatStands() {
    ObjectKey key = key("versioned");
    Version first = put(key, "first");
    if (!store().capabilities().conditionalDelete()) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store().delete(key, new IfVersion(first)))
          .returns(Kind.MISUSE, StorageException::kind);
      return;
    }
    Version second = put(key, "second");
    assertThat(store().delete(key, new IfVersion(first))).isFalse();
    assertThat(text(key)).isEqualTo("second");
    assertThat(store().delete(key, new IfVersion(second))).isTrue();
    assertThat(store().head(key)).isEmpty();
    assertThat(store().delete(key, new IfVersion(second))).isFalse();
  }

  @Test
  default void deletesManyAtOnce() {
    List<ObjectKey> keys = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ObjectKey key = key("dir" + i % 3 + "/object" + i);
      keys.add(key);
      if (i % 5 != 0) {
        put(key, "x");
      }
    }
    put(key("dir1/stays"), "x");
    assertThat(store().deleteAll(keys)).isEmpty();
    assertThat(Listed.pages(store(), ListQuery.of(prefix())))
        .containsExactly(prefix() + "dir1/stays");
    assertThat(store().deleteAll(keys)).isEmpty();
    assertThat(store().deleteAll(List.of())).isEmpty();
  }
}
