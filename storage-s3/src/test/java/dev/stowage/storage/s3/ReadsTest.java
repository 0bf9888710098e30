package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.s3.Gate.Fault;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies that do not come as they should.
class ReadsTest {

  private final GatedStore gated = new GatedStore();
  private final ObjectKey key = gated.key("object");
  private final byte[] bytes = new byte[1_000_000];

  ReadsTest() {
    new Random(1).nextBytes(bytes);
    gated.put(key, bytes);
  }

  @AfterEach
  void close() {
    gated.close();
  }

  private byte[] read(ByteRange range) {
    try (ObjectBody body = gated.store.open(key, range).orElseThrow()) {
      return body.readAll();
    }
  }

  @Test
  void goesOnWhereABodyWasCutOff() {
    gated.gate.breakNext("GET", new Fault.CutBody(300_000), new Fault.CutBody(1));
    assertThat(read(ByteRange.ALL)).isEqualTo(bytes);
    assertThat(gated.gate.kinds()).containsExactly("GET", "GET", "GET");
  }

  @Test
  void goesOnWithinARange() {
    gated.gate.breakNext("GET", new Fault.CutBody(50_000), new Fault.CutBody(0));
    assertThat(read(new ByteRange(1000, 400_000)))
        .isEqualTo(Arrays.copyOfRange(bytes, 1000, 401_000));
  }

  @Test
  void doesNotGoOnWithAnotherVersion() {
    gated.gate.breakBy(
        request -> {
          if (request.header("if-match") == null) {
            return new Fault.CutBody(300_000);
          }
          gated.put(key, new byte[1_000_000]);
          return Fault.NONE;
        });
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> read(ByteRange.ALL))
        .withMessageContaining("replaced")
        .returns(Kind.UNAVAILABLE, StorageException::kind);
  }

  @Test
  void givesUpWhereNothingComes() {
    gated.gate.breakBy(_ -> new Fault.CutBody(0));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> read(ByteRange.ALL))
        .returns(Kind.UNAVAILABLE, StorageException::kind);
  }

  @Test
  void noticesABitThatTurned() {
    gated.gate.breakBy(_ -> new Fault.Flip());
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> read(ByteRange.ALL))
        .returns(Kind.CORRUPT, StorageException::kind);
    assertThat(gated.gate.kinds()).containsExactly("GET");
  }

  @Test
  void givesUpTheRestOfALongBodyThatNobodyWants() throws Exception {
    try (ObjectBody body = gated.store.open(key, ByteRange.ALL).orElseThrow();
        var in = body.stream()) {
      assertThat(in.read()).isEqualTo(bytes[0] & 0xff);
    }
    assertThat(read(new ByteRange(0, 10))).isEqualTo(Arrays.copyOf(bytes, 10));
  }
}
