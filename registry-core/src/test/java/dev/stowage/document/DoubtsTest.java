package dev.stowage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DoubtfulStore;
import dev.stowage.storage.DoubtfulStore.Fate;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Changes of documents on a store that cannot tell whether a write took effect.
class DoubtsTest {

  private static final ObjectKey KEY = new ObjectKey("sys/note");

  record Note(String text, String writer) {}

  private final MemoryBucket bucket = new MemoryBucket();
  private final Documents others = new Documents(new MemoryStore(bucket));
  private final DoubtfulStore store = new DoubtfulStore(new MemoryStore(bucket));
  private final Documents documents = new Documents(store);

  private static Note note(String text) {
    return new Note(text, UUID.randomUUID().toString());
  }

  private void replace(Note note) {
    others.write(KEY, note, Condition.ALWAYS);
  }

  private Optional<Note> stands() {
    return others.read(KEY, Note.class).map(Document::content);
  }

  private void remove() {
    others.remove(KEY, Note.class, _ -> true);
  }

  @ParameterizedTest
  @EnumSource
  void createsOrTellsWhatStands(Fate fate) {
    Note mine = note("mine");
    store.doubt(1, fate, () -> {});
    Note found = documents.create(KEY, Note.class, mine).orElse(mine);
    assertThat(found).isEqualTo(mine);
    assertThat(stands()).contains(mine);

    Note theirs = note("theirs");
    store.doubt(1, fate, () -> replace(theirs));
    assertThat(documents.create(KEY, Note.class, mine)).contains(theirs);
    assertThat(stands()).contains(theirs);
  }

  @ParameterizedTest
  @EnumSource
  void createsAgainWhatIsGone(Fate fate) {
    store.doubt(1, fate, this::remove);
    Note mine = note("mine");
    assertThat(documents.create(KEY, Note.class, mine)).isEmpty();
    assertThat(stands()).contains(mine);
  }

  @Test
  void takesWhatItWantedForItsOwn() {
    store.doubt(1, Fate.CARRIED_OUT, () -> {});
    Note first =
        documents.update(
            KEY,
            Note.class,
            current -> {
              assertThat(current).isEmpty();
              return note("first");
            });
    assertThat(stands()).contains(first);
  }

  @ParameterizedTest
  @EnumSource
  void decidesAnewUponWhatOthersWrote(Fate fate) {
    replace(note("before"));
    store.doubt(2, fate, () -> replace(note("theirs")));
    Note mine = documents.update(KEY, Note.class, _ -> note("mine"));
    assertThat(stands()).contains(mine);
    assertThat(store.left()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheDoubtToTheCallerWhenTheChangeIsNoLongerAllowed(Fate fate) {
    store.doubt(1, fate, () -> replace(note("theirs")));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(
            () ->
                documents.update(
                    KEY,
                    Note.class,
                    current -> {
                      if (current.isPresent()) {
                        throw new IllegalStateException("stands");
                      }
                      return note("mine");
                    }))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.TIMEOUT))
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(stands().orElseThrow().text()).isEqualTo("theirs");
  }

  @ParameterizedTest
  @EnumSource
  void givesUpAfterSomeDoubts(Fate fate) {
    store.doubt(Documents.MAX_DOUBTS + 1, fate, () -> replace(note("theirs")));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> documents.update(KEY, Note.class, _ -> note("mine")));
    assertThat(store.left()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void removesWhatIsUnwanted(Fate fate) {
    replace(note("unwanted"));
    store.doubt(1, fate, () -> {});
    assertThat(documents.remove(KEY, Note.class, _ -> true)).isTrue();
    assertThat(stands()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void removesNothingThatCameMeanwhileAndIsWanted(Fate fate) {
    replace(note("unwanted"));
    store.doubt(1, fate, () -> replace(note("wanted")));
    assertThat(documents.remove(KEY, Note.class, note -> note.text().equals("unwanted"))).isFalse();
    assertThat(stands().orElseThrow().text()).isEqualTo("wanted");
  }

  @ParameterizedTest
  @EnumSource
  void buriesWhereNothingIsDeletedOnCondition(Fate fate) {
    DoubtfulStore burying = new DoubtfulStore(MemoryStore.withoutConditionalDelete(bucket));
    replace(note("unwanted"));
    burying.doubt(1, fate, () -> {});
    assertThat(new Documents(burying).remove(KEY, Note.class, _ -> true)).isTrue();
    assertThat(stands()).isEmpty();
  }

  @Test
  void isContentWithAnyObjectWhereAnyWillDo() {
    ObjectStore beside = new MemoryStore(bucket);
    store.doubt(1, Fate.LOST, () -> beside.write(KEY, Content.of("theirs"), Condition.ALWAYS));
    store.ensure(KEY, Content.of("mine"));
    assertThat(store.open(KEY, ByteRange.ALL).orElseThrow().readAll())
        .asString()
        .isEqualTo("theirs");
    store.delete(KEY, Condition.ALWAYS);

    store.doubt(1, Fate.LOST, () -> {});
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.ensure(KEY, Content.of("mine")));
  }
}
