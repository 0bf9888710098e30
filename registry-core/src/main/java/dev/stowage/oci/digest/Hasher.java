package dev.stowage.oci.digest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Computes a [Digest], and a CRC-32C beside it, of bytes that pass by. It can be put to rest after
/// any byte ([#state]) and continued elsewhere ([#resume]), whichever engine does the work there.
///
/// Not thread-safe.
public final class Hasher {
  /// So much is hashed at once: both sums meet it in the processor's cache, and no garbage
  /// collection waits for long.
  private static final int STRIDE = 64 * 1024;

  /// Bytes outside the heap are hashed in pieces that fit into the innermost cache.
  private static final int SCRATCH = 16 * 1024;

  private final Algorithm algorithm;
  private final BlockEngine engine;
  private final byte[] tail;
  private byte @Nullable [] scratch;
  private long count;

  private final CRC32C crcSince = new CRC32C();
  private final int crcBefore;
  private final long countBefore;

  private Hasher(Algorithm algorithm, BlockEngine engine, int crcBefore, long countBefore) {
    this.algorithm = algorithm;
    this.engine = engine;
    this.tail = new byte[algorithm.blockLength()];
    this.crcBefore = crcBefore;
    this.countBefore = countBefore;
    this.count = countBefore;
  }

  /// A hasher before the first byte.
  public static Hasher begin(Algorithm algorithm) {
    return begin(algorithm, BlockEngine.fastest(algorithm));
  }

  /// A hasher that goes on where another one was put to rest.
  public static Hasher resume(HashState state) {
    return resume(state, BlockEngine.fastest(state.algorithm()));
  }

  /// What does the work in this JVM: `jdk`, or `plain`, which is ten times slower and means that
  /// the JVM lacks `--add-opens java.base/sun.security.provider=ALL-UNNAMED`.
  public static String engine() {
    return JdkEngine.available() ? "jdk" : "plain";
  }

  /// The digest of these bytes.
  public static Digest digest(Algorithm algorithm, byte[] bytes) {
    Hasher hasher = begin(algorithm);
    hasher.update(bytes, 0, bytes.length);
    return hasher.digest();
  }

  static Hasher begin(Algorithm algorithm, BlockEngine engine) {
    return new Hasher(algorithm, engine, 0, 0);
  }

  static Hasher resume(HashState state, BlockEngine engine) {
    Hasher hasher = new Hasher(state.algorithm(), engine, state.crc32c(), state.count());
    engine.load(state.chaining());
    byte[] tail = state.tail();
    System.arraycopy(tail, 0, hasher.tail, 0, tail.length);
    return hasher;
  }

  /// Takes in `length` bytes that begin at `offset`.
  ///
  /// @throws IndexOutOfBoundsException when the array does not have them; nothing is taken in then
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    for (int from = offset; from < end; from += STRIDE) {
      int part = Math.min(STRIDE, end - from);
      crcSince.update(bytes, from, part);
      hash(bytes, from, part);
    }
  }

  /// Takes in all that remains of the buffer; its position stays.
  public void update(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      return;
    }
    if (scratch == null) {
      scratch = new byte[SCRATCH];
    }
    for (int at = bytes.position(); at < bytes.limit(); ) {
      int part = Math.min(SCRATCH, bytes.limit() - at);
      bytes.get(at, scratch, 0, part);
      update(scratch, 0, part);
      at += part;
    }
  }

  /// The digest of all bytes so far; the hasher can go on afterwards.
  public Digest digest() {
    byte[] chaining = engine.chaining();
    byte[] end = lastBlocks();
    engine.compress(end, 0, end.length / tail.length);
    Digest digest = Digest.of(algorithm, engine.chaining());
    engine.load(chaining);
    return digest;
  }

  /// This hasher at rest; it can itself go on afterwards.
  public HashState state() {
    return new HashState(
        algorithm, count, engine.chaining(), Arrays.copyOf(tail, tailLength()), crc32c());
  }

  /// How many bytes have been taken in, including those before a [#resume].
  public long count() {
    return count;
  }

  /// The CRC-32C (RFC 3720) of all bytes so far, including those before a [#resume].
  public int crc32c() {
    return Crc32cCombination.combine(crcBefore, (int) crcSince.getValue(), count - countBefore);
  }

  private void hash(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    int waiting = tailLength();
    count += length;
    if (waiting > 0) {
      int taken = Math.min(left, tail.length - waiting);
      System.arraycopy(bytes, from, tail, waiting, taken);
      from += taken;
      left -= taken;
      if (waiting + taken < tail.length) {
        return;
      }
      engine.compress(tail, 0, 1);
    }
    int blocks = left / tail.length;
    engine.compress(bytes, from, blocks);
    int whole = blocks * tail.length;
    System.arraycopy(bytes, from + whole, tail, 0, left - whole);
  }

  private int tailLength() {
    return (int) (count % tail.length);
  }

  /// The last one or two blocks: the tail, a set bit, and the length in bits (FIPS 180-4, 5.1).
  private byte[] lastBlocks() {
    int used = tailLength();
    int lengthField = tail.length / 8; // 8 bytes for SHA-256, 16 for SHA-512
    int blocks = used < tail.length - lengthField ? 1 : 2;
    byte[] padded = Arrays.copyOf(Arrays.copyOf(tail, used), blocks * tail.length);
    padded[used] = (byte) 0x80;
    ByteBuffer.wrap(padded).putLong(padded.length - Long.BYTES, count << 3);
    return padded;
  }
}
