package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges are cut to the object and never fail for their numbers.
interface RangeContract extends StoreUnderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, 65_536, 65_537, 300_000})
  default void cutsRangesAtEveryEdge(int size) {
    ObjectKey key = key("ranged");
    byte[] bytes = StoreUnderTest.noise(size, size);
    put(key, bytes);
    long[] edges = {0, 1, size / 2, size - 1, size, size + 1L, size * 3L, Long.MAX_VALUE};
    for (long offset : edges) {
      for (long length : edges) {
        check(key, bytes, new ByteRange(offset, length));
      }
    }
    check(key, bytes, ByteRange.ALL);
    check(key, bytes, ByteRange.from(size - 1));
    check(key, bytes, ByteRange.from(size));
  }

  private void check(ObjectKey key, byte[] bytes, ByteRange range) {
    int start = (int) Math.min(range.offset(), bytes.length);
    int length = (int) Math.min(range.length(), bytes.length - start);
    try (ObjectBody body = store().open(key, range).orElseThrow()) {
      assertThat(body.range()).as("%s", range).isEqualTo(new ByteRange(start, length));
      assertThat(body.info().size()).isEqualTo(bytes.length);
      assertThat(body.info().key()).isEqualTo(key);
      assertThat(body.readAll())
          .as("%s", range)
          .isEqualTo(Arrays.copyOfRange(bytes, start, start + length));
    }
  }

  @Test
  default void readsAnObjectOfNoBytes() throws IOException {
    ObjectKey key = key("empty");
    put(key, new byte[0]);
    assertThat(store().head(key).orElseThrow().size()).isZero();
    check(key, new byte[0], ByteRange.ALL);
    check(key, new byte[0], new ByteRange(5, 5));
    try (ObjectBody body = store().open(key, ByteRange.ALL).orElseThrow();
        InputStream in = body.stream()) {
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[10])).isEqualTo(-1);
    }
  }

  @Test
  default void findsNothingWhereNothingIs() {
    put(key("some/thing/below"), "x");
    for (String name : new String[] {"none", "some", "some/thing", "some/thing/below/it"}) {
      assertThat(store().head(key(name))).as(name).isEmpty();
      assertThat(store().open(key(name), ByteRange.ALL)).as(name).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5000, 200_000})
  default void streamsInAnyStep(int size) throws IOException {
    ObjectKey key = key("steps");
    byte[] bytes = StoreUnderTest.noise(size, 9);
    put(key, bytes);
    try (ObjectBody body = store().open(key, new ByteRange(10, size - 20L)).orElseThrow();
        InputStream in = body.stream()) {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      read.write(in.read());
      read.write(in.readNBytes(100));
      in.skipNBytes(1000);
      in.transferTo(read);
      assertThat(in.read()).isEqualTo(-1);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.write(bytes, 10, 101);
      expected.write(bytes, 1111, size - 10 - 1111);
      assertThat(read.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  default void tellsWhenAnObjectWasWritten() {
    ObjectKey key = key("dated");
    put(key, "x");
    // The store's clock may be another machine's.
    assertThat(store().head(key).orElseThrow().modified())
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(15)),
            Instant.now().plus(Duration.ofMinutes(15)));
  }
}
