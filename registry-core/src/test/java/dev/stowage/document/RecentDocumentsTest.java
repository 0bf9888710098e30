package dev.stowage.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.memory.MemoryStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentDocumentsTest {

  private static final ObjectKey KEY = new ObjectKey("sys/note");

  record Note(String text) {}

  private final AtomicLong now = new AtomicLong(1_000);
  private final Documents documents = new Documents(new MemoryStore());
  private final RecentDocuments<Note> recent =
      new RecentDocuments<>(documents, Note.class, Duration.ofSeconds(2), now::get);

  @Test
  void remembersForAShortTimeAlsoWhatIsNotThere() {
    assertThat(recent.get(KEY, Freshness.RECENT)).isEmpty();
    documents.write(KEY, new Note("a"), Condition.ALWAYS);
    assertThat(recent.get(KEY, Freshness.RECENT)).isEmpty();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(recent.get(KEY, Freshness.RECENT)).contains(new Note("a"));
    documents.write(KEY, new Note("b"), Condition.ALWAYS);
    now.addAndGet(Duration.ofSeconds(2).toNanos() - 1);
    assertThat(recent.get(KEY, Freshness.RECENT)).contains(new Note("a"));
    assertThat(recent.get(KEY, Freshness.LIVE)).contains(new Note("b"));
    assertThat(recent.get(KEY, Freshness.RECENT)).contains(new Note("b"));
  }

  @Test
  void seesItsOwnChangesAtOnce() {
    assertThat(recent.get(KEY, Freshness.RECENT)).isEmpty();
    recent.update(KEY, none -> new Note("a"));
    assertThat(recent.get(KEY, Freshness.RECENT)).contains(new Note("a"));
    assertThat(recent.remove(KEY, note -> true)).isTrue();
    assertThat(recent.get(KEY, Freshness.RECENT)).isEmpty();
  }
}
