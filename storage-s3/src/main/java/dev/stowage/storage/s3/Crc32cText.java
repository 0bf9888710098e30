package dev.stowage.storage.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// CRC32C as S3 writes it: base64 of its four bytes, big-endian.
final class Crc32cText {

  /// The header that says it.
  static final String HEADER = "x-amz-checksum-crc32c";

  private static final int LENGTH = 8;

  private Crc32cText() {}

  static String format(int crc32c) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
  }

  /// Empty for an absent one, and for one of the parts' checksums (`…-3`).
  static OptionalInt parse(@Nullable String text) {
    if (text == null || text.length() != LENGTH) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(ByteBuffer.wrap(Base64.getDecoder().decode(text)).getInt());
  }
}
