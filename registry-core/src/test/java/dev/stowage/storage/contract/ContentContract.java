package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is what is read, wherever it comes from and whatever its key; what cannot be
/// written whole is not written.
interface ContentContract extends StoreUnderTest {

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 8191, 65_535, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577, 6_000_000})
  default void keepsBytesFromMemoryAndFile(int size, @TempDir Path directory) throws IOException {
    byte[] bytes = StoreUnderTest.noise(size, size);
    byte[] around = new byte[size + 30];
    System.arraycopy(bytes, 0, around, 10, size);
    Path file = Files.write(directory.resolve("source"), around);

    store().write(key("memory"), Content.of(around, 10, size), Condition.ALWAYS);
    store().write(key("file"), new Content.File(file, 10, size), Condition.ALWAYS);

    store().write(key("buffers"), inPieces(bytes), Condition.ALWAYS);

    for (String name : new String[] {"memory", "file", "buffers"}) {
      assertThat(read(key(name))).as(name).hasValue(bytes);
      assertThat(store().head(key(name)).orElseThrow().size()).as(name).isEqualTo(size);
    }
  }

  /// The first third on the heap, the rest outside.
  private static Content inPieces(byte[] bytes) {
    int first = bytes.length / 3;
    ByteBuffer outside = ByteBuffer.allocateDirect(bytes.length - first + 7).position(7);
    outside.put(bytes, first, bytes.length - first).flip().position(7);
    return new Content.Bytes(List.of(ByteBuffer.wrap(bytes, 0, first), outside));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000_000})
  default void writesNothingOfAFileThatEndsEarly(int size, @TempDir Path directory)
      throws IOException {
    Path file = Files.write(directory.resolve("source"), new byte[size]);
    ObjectKey key = key("early");
    put(key, "before");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store().write(key, new Content.File(file, 0, size + 1), Condition.ALWAYS))
        .returns(Kind.MISUSE, StorageException::kind);
    assertThat(text(key)).isEqualTo("before");
  }

  @Test
  default void takesEveryKey() {
    ObjectKey[] keys = {
      key("azAZ09._+=-"),
      key("-"),
      key("_"),
      key("="),
      key("+.+"),
      key("a..b"),
      key("x".repeat(longestSegment())),
      key("deep/" + "y/".repeat(200) + "end"),
      key(longest()),
    };
    for (ObjectKey key : keys) {
      put(key, key.value());
    }
    for (ObjectKey key : keys) {
      assertThat(text(key)).isEqualTo(key.value());
    }
  }

  private String longest() {
    char[] name = new char[ObjectKey.MAX_LENGTH - prefix().length()];
    Arrays.fill(name, 'z');
    for (int i = longestSegment(); i < name.length; i += longestSegment() + 1) {
      name[i] = '/';
    }
    return new String(name);
  }

  @Test
  default void keepsApartWhatDiffersInCaseOnly() {
    put(key("tag"), "small");
    put(key("TAG"), "capital");
    assertThat(text(key("tag"))).isEqualTo("small");
    assertThat(text(key("TAG"))).isEqualTo("capital");
  }

  @Test
  default void keepsAnObjectAndOthersBelowItsName() {
    if (!nestsObjects()) {
      return;
    }
    put(key("a"), "a");
    put(key("a/b"), "b");
    put(key("a/b/c"), "c");
    assertThat(text(key("a"))).isEqualTo("a");
    assertThat(text(key("a/b"))).isEqualTo("b");
    assertThat(text(key("a/b/c"))).isEqualTo("c");
    store().delete(key("a/b"), Condition.ALWAYS);
    assertThat(text(key("a/b/c"))).isEqualTo("c");
    assertThat(text(key("a"))).isEqualTo("a");
    assertThat(store().head(key("a/b"))).isEmpty();
  }
}
