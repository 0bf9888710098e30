package dev.stowage.oci.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HasherTest {
  private static final long SEED = 20260101;

  @Test
  void worksWithTheEngineOfTheJdkInThisBuild() {
    assertThat(Hasher.engine()).isEqualTo("jdk");
  }

  @ParameterizedTest
  @EnumSource
  void knowsTheDigestOfNothing(Algorithm algorithm) {
    for (Engine engine : Engine.values()) {
      Hasher hasher = engine.begin(algorithm);
      assertThat(hasher.digest()).isEqualTo(reference(algorithm, new byte[0], 0));
      assertThat(hasher.crc32c()).isZero();
      assertThat(hasher.count()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithMessageDigestAtEveryLengthAroundBlockBorders(Algorithm algorithm) {
    byte[] bytes = random(4 * algorithm.blockLength());
    for (Engine engine : Engine.values()) {
      for (int length = 0; length <= bytes.length; length++) {
        Hasher hasher = engine.begin(algorithm);
        hasher.update(bytes, 0, length);
        assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, length));
        assertThat(hasher.crc32c()).isEqualTo(crc(bytes, length));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesInBuffersOnAndOutsideTheHeap(Algorithm algorithm) {
    byte[] bytes = random(100_000);
    ByteBuffer outside = ByteBuffer.allocateDirect(60_000).put(bytes, 40_000, 60_000).flip();
    Hasher hasher = Hasher.begin(algorithm);
    hasher.update(ByteBuffer.wrap(bytes, 0, 40_000));
    hasher.update(outside);
    assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, bytes.length));
    assertThat(hasher.crc32c()).isEqualTo(crc(bytes, bytes.length));
    assertThat(outside.remaining()).isEqualTo(60_000);
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithMessageDigestHoweverTheBytesAreSplit(Algorithm algorithm) {
    Random random = new Random(SEED);
    byte[] bytes = random(300_000);
    for (Engine engine : Engine.values()) {
      for (int round = 0; round < 20; round++) {
        Hasher hasher = engine.begin(algorithm);
        int from = 0;
        while (from < bytes.length) {
          int bound = 1 << random.nextInt(1, 18);
          int length = Math.min(random.nextInt(bound), bytes.length - from);
          hasher.update(bytes, from, length);
          from += length;
        }
        assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, bytes.length));
        assertThat(hasher.crc32c()).isEqualTo(crc(bytes, bytes.length));
        assertThat(hasher.count()).isEqualTo(bytes.length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterEveryByteWithEitherEngine(Algorithm algorithm) {
    byte[] bytes = random(3 * algorithm.blockLength() + 5);
    Digest expected = reference(algorithm, bytes, bytes.length);
    int crc = crc(bytes, bytes.length);
    for (Engine first : Engine.values()) {
      for (Engine second : Engine.values()) {
        for (int rest = 0; rest <= bytes.length; rest++) {
          Hasher before = first.begin(algorithm);
          before.update(bytes, 0, rest);
          Hasher after = second.resume(HashState.decode(before.state().encode()));
          after.update(bytes, rest, bytes.length - rest);
          assertThat(after.digest()).isEqualTo(expected);
          assertThat(after.crc32c()).isEqualTo(crc);
          assertThat(after.count()).isEqualTo(bytes.length);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothEnginesComeToRestInTheSameState(Algorithm algorithm) {
    byte[] bytes = random(100_003);
    Hasher jdk = Engine.JDK.begin(algorithm);
    Hasher plain = Engine.PLAIN.begin(algorithm);
    for (int from = 0; from < bytes.length; from += 1009) {
      int length = Math.min(1009, bytes.length - from);
      jdk.update(bytes, from, length);
      plain.update(bytes, from, length);
      assertThat(jdk.state()).isEqualTo(plain.state());
    }
  }

  /// The compiler replaces the block function after some thousand calls, and what it puts there has
  /// its own habits: so this runs long enough to meet it.
  @ParameterizedTest
  @EnumSource
  void staysRightOnceTheJvmHasCompiledIt(Algorithm algorithm) throws NoSuchAlgorithmException {
    byte[] bytes = random(8192);
    for (int blocks : new int[] {1, 2, 3, 7, 64}) {
      int length = blocks * algorithm.blockLength();
      MessageDigest reference = messageDigest(algorithm);
      Hasher hasher = Engine.JDK.begin(algorithm);
      for (int i = 0; i < 60_000 / blocks + 5_000; i++) {
        hasher.update(bytes, 0, length);
        reference.update(bytes, 0, length);
      }
      assertThat(hasher.digest()).isEqualTo(Digest.of(algorithm, reference.digest()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterADigestWasTaken(Algorithm algorithm) {
    byte[] bytes = random(1000);
    for (Engine engine : Engine.values()) {
      Hasher hasher = engine.begin(algorithm);
      for (int i = 0; i < bytes.length; i++) {
        assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, i));
        hasher.update(bytes, i, 1);
      }
      assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, bytes.length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesARangeOutsideTheArray(Algorithm algorithm) {
    Hasher hasher = Hasher.begin(algorithm);
    byte[] bytes = new byte[10];
    assertThatThrownBy(() -> hasher.update(bytes, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> hasher.update(bytes, -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(hasher.count()).isZero();
    assertThat(hasher.digest()).isEqualTo(reference(algorithm, bytes, 0));
  }

  @Test
  void combinesTheChecksumsOfTwoPiecesAtEverySplit() {
    byte[] bytes = random(600);
    for (int split = 0; split <= bytes.length; split++) {
      CRC32C second = new CRC32C();
      second.update(bytes, split, bytes.length - split);
      assertThat(
              Crc32cCombination.combine(
                  crc(bytes, split), (int) second.getValue(), bytes.length - split))
          .isEqualTo(crc(bytes, bytes.length));
    }
  }

  @Test
  void combinesChecksumsOverTerabytes() {
    // a length is the sum of its pieces, also where only the exponent tells them apart
    int crc = 0x12345678;
    long half = 3L << 40;
    int once = Crc32cCombination.combine(crc, 0, 2 * half);
    int twice = Crc32cCombination.combine(Crc32cCombination.combine(crc, 0, half), 0, half);
    assertThat(once).isEqualTo(twice);
    assertThat(Crc32cCombination.combine(crc, 0x9abcdef0, 0)).isEqualTo(crc ^ 0x9abcdef0);
  }

  @Test
  void writesTheLengthOfMoreThanFourGibibytes() throws NoSuchAlgorithmException {
    // The state after 2^32 bytes differs from that after none only in the count: compare engines
    // there.
    byte[] chaining = Hasher.begin(Algorithm.SHA256).state().chaining();
    HashState far = new HashState(Algorithm.SHA256, 1L << 32, chaining, new byte[0], 7);
    Digest jdk = Engine.JDK.resume(far).digest();
    assertThat(jdk).isEqualTo(Engine.PLAIN.resume(far).digest());
    assertThat(jdk).isNotEqualTo(Hasher.begin(Algorithm.SHA256).digest());
  }

  /// Which block function a test hasher uses.
  enum Engine {
    JDK,
    PLAIN;

    BlockEngine of(Algorithm algorithm) {
      return this == JDK ? new JdkEngine(algorithm) : BlockEngine.plain(algorithm);
    }

    Hasher begin(Algorithm algorithm) {
      return Hasher.begin(algorithm, of(algorithm));
    }

    Hasher resume(HashState state) {
      return Hasher.resume(state, of(state.algorithm()));
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static Digest reference(Algorithm algorithm, byte[] bytes, int length) {
    try {
      MessageDigest digest = messageDigest(algorithm);
      digest.update(bytes, 0, length);
      return Digest.parse(algorithm.label() + ":" + HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MessageDigest messageDigest(Algorithm algorithm) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(algorithm == Algorithm.SHA256 ? "SHA-256" : "SHA-512");
  }
}
