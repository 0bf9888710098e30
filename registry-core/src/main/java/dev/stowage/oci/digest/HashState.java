package dev.stowage.oci.digest;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/// A [Hasher] at rest: all it needs to go on, in another process or with another engine. A value:
/// the arrays are copied on their way in and out.
///
/// @param algorithm what is computed
/// @param count how many bytes have passed so far
/// @param chaining the intermediate hash after the last whole block, as big-endian words (FIPS
///   180-4); 32 bytes for SHA-256, 64 for SHA-512
/// @param tail the bytes after the last whole block, fewer than one block
/// @param crc32c the CRC-32C (RFC 3720) of all bytes so far
@SuppressWarnings("ArrayRecordComponent") // copied at both ends, and equality is by content
public record HashState(Algorithm algorithm, long count, byte[] chaining, byte[] tail, int crc32c) {
  /// Says what follows; another layout would take other marks.
  private static final byte SHA256_MARK = 1;

  private static final byte SHA512_MARK = 2;
  private static final int FIXED_LENGTH = 1 + Long.BYTES + Integer.BYTES;

  /// @throws IllegalArgumentException when the parts do not fit one another
  public HashState {
    if (count < 0
        || chaining.length != algorithm.hexLength() / 2
        || tail.length != count % algorithm.blockLength()) {
      throw new IllegalArgumentException("the parts of a hash state do not fit one another");
    }
    chaining = chaining.clone();
    tail = tail.clone();
  }

  @Override
  public byte[] chaining() {
    return chaining.clone();
  }

  @Override
  public byte[] tail() {
    return tail.clone();
  }

  /// This state as text without blanks or slashes (base64url without padding), at most 272
  /// characters; one state has one text.
  public String encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_LENGTH + chaining.length + tail.length);
    out.put(mark(algorithm)).putLong(count).putInt(crc32c);
    out.put(chaining).put(tail);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /// The state that [#encode] wrote.
  ///
  /// @throws OciException with `BLOB_UPLOAD_INVALID` for any text that [#encode] does not write
  public static HashState decode(String text) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      Algorithm algorithm =
          switch (in.get()) {
            case SHA256_MARK -> Algorithm.SHA256;
            case SHA512_MARK -> Algorithm.SHA512;
            default -> throw invalid();
          };
      long count = in.getLong();
      int crc32c = in.getInt();
      byte[] chaining = new byte[algorithm.hexLength() / 2];
      in.get(chaining);
      byte[] tail = new byte[in.remaining()];
      in.get(tail);
      HashState state = new HashState(algorithm, count, chaining, tail, crc32c);
      if (!state.encode().equals(text)) {
        throw invalid();
      }
      return state;
    } catch (IllegalArgumentException | BufferUnderflowException malformed) {
      throw invalid();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashState that
        && algorithm == that.algorithm
        && count == that.count
        && crc32c == that.crc32c
        && Arrays.equals(chaining, that.chaining)
        && Arrays.equals(tail, that.tail);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(chaining) * 31 + Long.hashCode(count);
  }

  @Override
  public String toString() {
    return "HashState[" + algorithm.label() + " after " + count + " bytes]";
  }

  private static byte mark(Algorithm algorithm) {
    return switch (algorithm) {
      case SHA256 -> SHA256_MARK;
      case SHA512 -> SHA512_MARK;
    };
  }

  private static OciException invalid() {
    return new OciException(ErrorCode.BLOB_UPLOAD_INVALID, "the state of this upload is damaged");
  }
}
