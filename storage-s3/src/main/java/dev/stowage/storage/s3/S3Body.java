package dev.stowage.storage.s3;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;

/// Bytes on their way from the store. If they are cut off, the rest is asked for again, of the same
/// version. A whole object is compared with the store's checksum of it before its last bytes are
/// given, unless it was cut off.
final class S3Body implements ObjectBody {

  /// How often in a row the rest is asked for without a byte coming.
  private static final int MAX_CUTS = 3;

  /// A rest up to here is read when the body is closed, to keep the connection; a longer one is
  /// given up with it.
  private static final int SMALL = 64 << 10;

  private final S3Reads reads;
  private final ObjectInfo info;
  private final ByteRange range;
  private @Nullable AbortableInputStream source;
  private long left;

  /// @param source the bytes of the range; null if it is empty
  S3Body(S3Reads reads, @Nullable AbortableInputStream source, ObjectInfo info, ByteRange range) {
    this.reads = reads;
    this.source = source;
    this.info = info;
    this.range = range;
    this.left = source == null ? 0 : range.length();
  }

  @Override
  public ObjectInfo info() {
    return info;
  }

  @Override
  public ByteRange range() {
    return range;
  }

  @Override
  public InputStream stream() {
    return new Bytes();
  }

  @Override
  public void close() {
    AbortableInputStream open = source;
    source = null;
    if (open == null) {
      return;
    }
    if (left > SMALL) {
      open.abort();
      return;
    }
    try {
      open.close();
    } catch (IOException | SdkException e) {
      open.abort(); // Nobody wants these bytes.
    }
  }

  private int read(byte[] buffer, int offset, int length) {
    for (int cuts = 0; ; cuts++) {
      AbortableInputStream open = source;
      if (left == 0 || open == null) {
        return -1;
      }
      try {
        int n = open.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
          throw new EOFException(left + " bytes are missing");
        }
        if (n == left) {
          end(open);
        }
        left -= n;
        return n;
      } catch (IOException e) {
        resume(open, SdkClientException.create(e.getMessage(), e), cuts);
      } catch (SdkException e) {
        resume(open, e, cuts);
      }
    }
  }

  /// Reads the end itself: only there are checksums compared, and the connection is free again.
  private static void end(AbortableInputStream open) throws IOException {
    if (open.read() >= 0) {
      throw new IOException("more bytes than announced");
    }
  }

  private void resume(AbortableInputStream open, SdkException failure, int cuts) {
    S3Failures.Failure why = S3Failures.of("reading " + info.key(), failure);
    open.abort();
    if (!why.passing() || cuts == MAX_CUTS) {
      throw why.exception();
    }
    try {
      source = reads.reopen(info, new ByteRange(range.offset() + range.length() - left, left));
    } catch (StorageException e) {
      e.addSuppressed(why.exception());
      throw e;
    }
  }

  private final class Bytes extends InputStream {

    @Override
    public int read() {
      byte[] one = new byte[1];
      return S3Body.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return length == 0 ? 0 : S3Body.this.read(buffer, offset, length);
    }

    @Override
    public void close() {
      S3Body.this.close();
    }
  }
}
