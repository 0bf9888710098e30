package dev.stowage.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;

/// The bytes of a whole object, compared at their end with the store's checksum of it.
final class CheckedBody extends FilterInputStream {

  private static final int WHOLE = 200;

  private final int expected;
  private final CRC32C crc = new CRC32C();

  private CheckedBody(InputStream in, int expected) {
    super(in);
    this.expected = expected;
  }

  /// The body of the answer, as it comes where it is but a part, or the store says no checksum.
  static AbortableInputStream of(ObjectRequests.Answer answer) {
    OptionalInt crc32c = Crc32cText.parse(answer.header(Crc32cText.HEADER));
    return crc32c.isEmpty() || answer.head().statusCode() != WHOLE
        ? answer.body()
        : AbortableInputStream.create(
            new CheckedBody(answer.body(), crc32c.getAsInt()), answer.body());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      crc.update(buffer, offset, n);
    } else if (n < 0 && (int) crc.getValue() != expected) {
      throw SdkClientException.create("what came does not have the checksum that the store says");
    }
    return n;
  }
}
