package dev.stowage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final ObjectKey KEY = new ObjectKey("sys/counter");

  record Counter(int value) {}

  private final MemoryStore store = new MemoryStore();
  private final Documents documents = new Documents(store);

  @Test
  void losesNoUpdateOfManyWriters() throws Exception {
    List<Callable<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writers.add(
          () -> {
            for (int n = 0; n < 25; n++) {
              documents.update(
                  KEY, Counter.class, now -> new Counter(now.map(Counter::value).orElse(0) + 1));
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    }
    assertThat(documents.read(KEY, Counter.class).orElseThrow().content())
        .isEqualTo(new Counter(200));
  }

  @Test
  void asksAgainBeforeItRemovesWhatChangedSinceItWasRead() {
    documents.write(KEY, new Counter(1), Condition.IF_ABSENT);
    assertThat(
            documents.remove(
                KEY,
                Counter.class,
                counter -> {
                  documents.write(KEY, new Counter(2), Condition.ALWAYS);
                  return counter.value() == 1;
                }))
        .isFalse();
    assertThat(documents.read(KEY, Counter.class)).isPresent();
  }

  @Test
  void writesNothingWhenTheChangeIsRefused() {
    documents.write(KEY, new Counter(1), Condition.IF_ABSENT);
    assertThatThrownBy(
            () ->
                documents.update(
                    KEY,
                    Counter.class,
                    now -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(documents.read(KEY, Counter.class).orElseThrow().content())
        .isEqualTo(new Counter(1));
  }

  @Test
  void readsWhatANewerReplicaWrote() {
    store.write(KEY, Content.of("{\"value\":7,\"later\":true}"), Condition.ALWAYS);
    assertThat(documents.read(KEY, Counter.class).orElseThrow().content())
        .isEqualTo(new Counter(7));
  }

  @Test
  void callsABrokenDocumentCorrupt() {
    store.write(KEY, Content.of("{\"value\":"), Condition.ALWAYS);
    assertThatThrownBy(() -> documents.read(KEY, Counter.class))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
  }
}
