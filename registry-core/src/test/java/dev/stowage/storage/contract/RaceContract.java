package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever is told that he won, won alone.
interface RaceContract extends StoreUnderTest {

  /// Five writers add one ten times each, by reading and swinging the version: a lost update would
  /// be missing from the sum. Padded to sizes at which a store may name versions differently.
  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  default void losesNoUpdateOfFiveWriters(int padding) {
    ObjectKey key = key("counter");
    put(key, padded(0, padding));
    Together.run(
        5,
        _ -> {
          for (int done = 0; done < 10; ) {
            if (increment(key, padding)) {
              done++;
            }
          }
          return true;
        });
    assertThat(number(read(key).orElseThrow())).isEqualTo(50);
  }

  private boolean increment(ObjectKey key, int padding) {
    try (ObjectBody body = store().open(key, ByteRange.ALL).orElseThrow()) {
      int next = number(body.readAll()) + 1;
      return store()
          .write(key, Content.of(padded(next, padding)), new IfVersion(body.info().version()))
          .written();
    }
  }

  private static byte[] padded(int number, int padding) {
    return String.format("%04d%s", number, " ".repeat(padding)).getBytes(StandardCharsets.US_ASCII);
  }

  private static int number(byte[] bytes) {
    return Integer.parseInt(new String(bytes, 0, 4, StandardCharsets.US_ASCII));
  }

  @RepeatedTest(5)
  default void letsOneOfSixteenWritersWin() {
    ObjectKey key = key("deep/er/contended");
    List<WriteResult> results =
        Together.run(16, i -> store().write(key, Content.of("writer " + i), Condition.IF_ABSENT));
    assertThat(results.stream().filter(WriteResult::written)).hasSize(1);
    int winner = results.indexOf(results.stream().filter(WriteResult::written).findAny().get());
    assertThat(text(key)).isEqualTo("writer " + winner);
  }

  @RepeatedTest(5)
  default void letsOneOfSixteenCopiesWin() {
    ObjectKey key = key("deep/er/contended");
    Together.share(16, i -> put(key("from/" + i), "copy " + i));
    List<WriteResult> results =
        Together.run(16, i -> store().copy(key("from/" + i), key, Condition.IF_ABSENT));
    assertThat(results.stream().filter(WriteResult::written)).hasSize(1);
    int winner = results.indexOf(results.stream().filter(WriteResult::written).findAny().get());
    assertThat(text(key)).isEqualTo("copy " + winner);
  }

  /// Each removal lets one more win, and none besides.
  @RepeatedTest(5)
  default void letsOneWriterWinPerConcurrentDelete() {
    ObjectKey key = key("deep/er/contended");
    List<Integer> changes =
        Together.run(
            16,
            i -> {
              int balance = 0;
              for (int round = 0; round < 10; round++) {
                if (i % 2 == 0) {
                  Content content = Content.of("writer " + i + " round " + round);
                  balance += store().write(key, content, Condition.IF_ABSENT).written() ? 1 : 0;
                } else {
                  balance -= removeIfThere(key) ? 1 : 0;
                }
              }
              return balance;
            });
    int standing = changes.stream().mapToInt(Integer::intValue).sum();
    if (store().capabilities().conditionalDelete()) {
      assertThat(standing).isEqualTo(store().head(key).isPresent() ? 1 : 0);
    }
    boolean absent = store().head(key).isEmpty();
    assertThat(store().write(key, Content.of("last"), Condition.IF_ABSENT).written())
        .isEqualTo(absent);
  }

  private boolean removeIfThere(ObjectKey key) {
    if (!store().capabilities().conditionalDelete()) {
      return store().delete(key, Condition.ALWAYS);
    }
    Optional<ObjectInfo> found = store().head(key);
    return found.isPresent() && store().delete(key, new IfVersion(found.get().version()));
  }

  /// The directory of a store that has directories vanishes with its last object, while a neighbour
  /// is written into it.
  @Test
  default void losesNoObjectWhoseNeighboursAreDeleted() {
    List<Integer> missing =
        Together.run(
            8,
            i -> {
              ObjectKey own = key("shared/dir/object-" + i);
              int lost = 0;
              for (int round = 0; round < 40; round++) {
                put(own, "round " + round);
                if (store().head(own).isEmpty()) {
                  lost++;
                }
                store().delete(own, Condition.ALWAYS);
              }
              return lost;
            });
    assertThat(missing).isEqualTo(Collections.nCopies(8, 0));
  }
}
