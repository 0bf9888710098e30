package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Version;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader sees one version, whole.
interface TornReadContract extends StoreUnderTest {

  /// Every version is one byte, many times, and its length says which: a mixture would show.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  default void showsOneVersionWholeWhileItIsReplaced(boolean deleting) {
    ObjectKey key = key("replaced");
    Map<Version, Byte> versions = new ConcurrentHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    putUniform(key, 0, versions);
    Together.run(
        4,
        i -> {
          if (i == 0) {
            try {
              for (int round = 1; round <= 60; round++) {
                if (deleting && round % 3 == 0) {
                  store().delete(key, Condition.ALWAYS);
                }
                putUniform(key, round, versions);
              }
            } finally {
              done.set(true);
            }
          } else {
            while (!done.get()) {
              Optional<ObjectBody> body = store().open(key, ByteRange.ALL);
              assertThat(body.isPresent() || deleting).isTrue();
              body.ifPresent(TornReadContract::checkUniform);
            }
          }
          return true;
        });
    try (ObjectBody body = store().open(key, ByteRange.ALL).orElseThrow()) {
      assertThat(versions.get(body.info().version())).isEqualTo(body.readAll()[0]);
    }
  }

  private void putUniform(ObjectKey key, int round, Map<Version, Byte> versions) {
    byte[] bytes = new byte[sizeOf(round)];
    Arrays.fill(bytes, (byte) round);
    versions.put(put(key, bytes), (byte) round);
  }

  /// Small and large in turns.
  private static int sizeOf(int round) {
    return (round % 2 == 0 ? 20_000 : 200_000) + round;
  }

  private static void checkUniform(ObjectBody body) {
    try (body) {
      byte[] bytes = body.readAll();
      byte[] expected = new byte[sizeOf(bytes[0])];
      Arrays.fill(expected, bytes[0]);
      assertThat(bytes).isEqualTo(expected);
      assertThat(body.info().size()).isEqualTo(expected.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3_000_000})
  default void readsOnWhatWasReplacedAndDeleted(int size) throws IOException {
    ObjectKey key = key("open");
    byte[] old = StoreUnderTest.noise(size, 1);
    put(key, old);
    try (ObjectBody body = store().open(key, ByteRange.ALL).orElseThrow();
        var in = body.stream()) {
      byte[] head = in.readNBytes(50);
      put(key, StoreUnderTest.noise(size, 2));
      store().delete(key, Condition.ALWAYS);
      byte[] tail = in.readAllBytes();
      assertThat(head).isEqualTo(Arrays.copyOf(old, 50));
      assertThat(tail).isEqualTo(Arrays.copyOfRange(old, 50, size));
    }
  }

  @Test
  default void servesManyReadersOfOneObject() {
    byte[] bytes = StoreUnderTest.noise(2_000_000, 3);
    ObjectKey key = key("popular");
    put(key, bytes);
    Stream<byte[]> slices =
        Together.run(
            16,
            i -> {
              try (ObjectBody body =
                  store().open(key, new ByteRange(i * 1000L, 500_000)).orElseThrow()) {
                return body.readAll();
              }
            })
            .stream();
    int[] i = {0};
    slices.forEach(
        slice -> {
          int start = i[0]++ * 1000;
          assertThat(slice).isEqualTo(Arrays.copyOfRange(bytes, start, start + 500_000));
        });
  }
}
