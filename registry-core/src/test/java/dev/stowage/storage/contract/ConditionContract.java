package dev.stowage.storage.contract;

import static dev.stowage.storage.contract.StoreUnderTest.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A conditional write or copy changes the object exactly if its condition holds.
interface ConditionContract extends StoreUnderTest {

  @Test
  default void writesIfAbsentOnlyOnce() {
    ObjectKey key = key("once");
    assertThat(store().write(key, Content.of("first"), Condition.IF_ABSENT).written()).isTrue();
    assertThat(store().write(key, Content.of("second"), Condition.IF_ABSENT))
        .isEqualTo(WriteResult.refused());
    assertThat(text(key)).isEqualTo("first");
  }

  @Test
  default void writesOverTheVersionThatStands() {
    ObjectKey key = key("swing");
    Version first = put(key, "first");
    Version second = version(store().write(key, Content.of("second"), new IfVersion(first)));
    assertThat(second).isNotEqualTo(first);
    assertThat(text(key)).isEqualTo("second");
  }

  @Test
  default void refusesToWriteOverAnotherVersion() {
    ObjectKey key = key("swing");
    Version first = put(key, "first");
    put(key, "second");
    assertThat(store().write(key, Content.of("third"), new IfVersion(first)))
        .isEqualTo(WriteResult.refused());
    assertThat(text(key)).isEqualTo("second");
  }

  @Test
  default void refusesAVersionWhereNothingStands() {
    ObjectKey key = key("gone");
    Version once = put(key, "once");
    store().delete(key, Condition.ALWAYS);
    assertThat(store().write(key, Content.of("again"), new IfVersion(once)))
        .isEqualTo(WriteResult.refused());
    assertThat(store().head(key)).isEmpty();
  }

  @Test
  default void replacesWhateverStandsWithoutCondition() {
    ObjectKey key = key("any");
    put(key, "first");
    put(key, "second, and longer");
    assertThat(text(key)).isEqualTo("second, and longer");
    put(key, "3rd");
    assertThat(text(key)).isEqualTo("3rd");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 1024 * 1024})
  default void tellsOneVersionInWriteHeadAndOpen(int size) {
    ObjectKey key = key("version");
    Version written = put(key, StoreUnderTest.noise(size, size));
    assertThat(store().head(key).orElseThrow().version()).isEqualTo(written);
    try (var body = store().open(key, new ByteRange(0, 1)).orElseThrow()) {
      assertThat(body.info().version()).isEqualTo(written);
    }
    assertThat(store().write(key, Content.of("next"), new IfVersion(written)).written()).isTrue();
  }

  @Test
  default void keepsTheVersionAcrossInstances() {
    ObjectKey small = key("small");
    ObjectKey large = key("large");
    Version ofSmall = put(small, "small");
    Version ofLarge = put(large, StoreUnderTest.noise(300_000, 1));
    reopened();
    assertThat(store().head(small).orElseThrow().version()).isEqualTo(ofSmall);
    assertThat(store().head(large).orElseThrow().version()).isEqualTo(ofLarge);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 64 * 1024 + 1, 3_000_000})
  default void copies(int size) {
    byte[] bytes = StoreUnderTest.noise(size, 7);
    ObjectKey from = key("from");
    ObjectKey to = key("deep/er/to");
    put(from, bytes);
    Version copied = version(store().copy(from, to, Condition.IF_ABSENT));
    assertThat(read(to)).hasValue(bytes);
    assertThat(read(from)).hasValue(bytes);
    assertThat(store().head(to).orElseThrow().version()).isEqualTo(copied);
  }

  @Test
  default void putsTheConditionOfACopyOnTheTarget() {
    ObjectKey from = key("from");
    ObjectKey to = key("to");
    put(from, "new");
    Version old = put(to, "old");
    assertThat(store().copy(from, to, Condition.IF_ABSENT)).isEqualTo(WriteResult.refused());
    assertThat(text(to)).isEqualTo("old");
    assertThat(store().copy(from, to, new IfVersion(old)).written()).isTrue();
    assertThat(text(to)).isEqualTo("new");
    assertThat(store().copy(from, to, new IfVersion(old))).isEqualTo(WriteResult.refused());
  }

  @Test
  default void refusesToCopyNothing() {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store().copy(key("none"), key("to"), Condition.ALWAYS))
        .returns(Kind.MISUSE, StorageException::kind);
    assertThat(store().head(key("to"))).isEmpty();
  }
}
