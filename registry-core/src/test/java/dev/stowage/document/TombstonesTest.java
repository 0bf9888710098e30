package dev.stowage.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.catalog.Names;
import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Documents on a store that cannot delete on condition.
class TombstonesTest {

  private static final ObjectKey KEY = new ObjectKey("sys/note");

  record Note(String text) {}

  private final MemoryBucket bucket = new MemoryBucket();
  private final MemoryStore store = MemoryStore.withoutConditionalDelete(bucket);
  private final Documents documents = new Documents(store);

  private void bury() {
    documents.create(KEY, Note.class, new Note("buried"));
    assertThat(documents.remove(KEY, Note.class, _ -> true)).isTrue();
    assertThat(store.head(KEY).orElseThrow().size()).isZero();
  }

  @Test
  void readsNothingWhereATombstoneStands() {
    bury();
    assertThat(documents.read(KEY, Note.class)).isEmpty();
    assertThat(documents.remove(KEY, Note.class, _ -> true)).isFalse();
  }

  @Test
  void refusesToBuryWhatChangedSinceItWasRead() {
    documents.create(KEY, Note.class, new Note("one"));
    assertThat(
            documents.remove(
                KEY,
                Note.class,
                note -> {
                  documents.write(KEY, new Note("two"), Condition.ALWAYS);
                  return note.text().equals("one");
                }))
        .isFalse();
    assertThat(documents.read(KEY, Note.class).orElseThrow().content()).isEqualTo(new Note("two"));
  }

  @Test
  void createsWhereATombstoneStands() {
    bury();
    assertThat(documents.create(KEY, Note.class, new Note("new"))).isEmpty();
    assertThat(documents.create(KEY, Note.class, new Note("late"))).hasValue(new Note("new"));
  }

  @Test
  void updatesWhereATombstoneStands() {
    bury();
    Note next =
        documents.update(
            KEY,
            Note.class,
            current -> {
              assertThat(current).isEmpty();
              return new Note("new");
            });
    assertThat(documents.read(KEY, Note.class).orElseThrow().content()).isEqualTo(next);
  }

  @Test
  void understandsTombstonesInABucketThatWasCopiedToAnotherStore() {
    bury();
    Documents elsewhere = new Documents(new MemoryStore(bucket));
    assertThat(elsewhere.read(KEY, Note.class)).isEmpty();
    assertThat(elsewhere.create(KEY, Note.class, new Note("new"))).isEmpty();
    assertThat(elsewhere.remove(KEY, Note.class, _ -> true)).isTrue();
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void namesNoTombstone() {
    for (int i = 0; i < 9; i++) {
      ObjectKey key = new ObjectKey("sys/n" + i);
      documents.create(key, Note.class, new Note("n"));
      if (i != 0 && i != 8) {
        documents.remove(key, Note.class, _ -> true);
      }
    }
    Page<String> first = Names.page(store, "sys/", new PageRequest(2, ""));
    assertThat(first).isEqualTo(new Page<>(List.of("n0"), Optional.of("n0")));
    Page<String> second = Names.page(store, "sys/", new PageRequest(2, "n0"));
    assertThat(second).isEqualTo(new Page<>(List.of("n8"), Optional.empty()));
    store.delete(new ObjectKey("sys/n8"), Condition.ALWAYS);
    Page<String> none = Names.page(store, "sys/", new PageRequest(2, "n0"));
    assertThat(none).isEqualTo(new Page<>(List.of(), Optional.empty()));
  }
}
