package dev.stowage.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeBodyTest {
  private static final int LIMIT = 1_000_000;

  private final MemoryBudget budget = new MemoryBudget(4L * LIMIT);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 65_536, 65_537, 65_538, 131_074, 999_999, LIMIT})
  void readsEveryByteWhateverIsDeclared(int size) throws IOException {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) i;
    }
    for (OptionalLong declared : new OptionalLong[] {OptionalLong.empty(), OptionalLong.of(size)}) {
      try (WholeBody body = WholeBody.read(in(bytes), declared, LIMIT, budget)) {
        assertThat(body.bytes()).isEqualTo(bytes);
      }
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void readsNoMoreThanTheLimit() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatThrownBy(() -> WholeBody.read(endless, OptionalLong.empty(), LIMIT, budget))
        .isInstanceOfSatisfying(OciException.class, e -> assertThat(e.status()).isEqualTo(413));
    assertThat(budget.used()).isZero();
  }

  @Test
  void makesNoRoomForAMereClaim() throws IOException {
    budget.take(budget.total());
    try (WholeBody body = WholeBody.read(in(new byte[10]), OptionalLong.of(LIMIT), LIMIT, budget)) {
      assertThat(body.bytes()).hasSize(10);
    }
  }

  @Test
  void refusesLargeOnesWhileTheMemoryIsFull() {
    budget.take(budget.total());
    InputStream in = in(new byte[LIMIT]);
    assertThatThrownBy(() -> WholeBody.read(in, OptionalLong.empty(), LIMIT, budget))
        .isInstanceOfSatisfying(
            OciException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(budget.used()).isEqualTo(budget.total());
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
