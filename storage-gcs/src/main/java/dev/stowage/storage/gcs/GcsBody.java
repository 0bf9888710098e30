package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpResponse;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// An object's bytes as they come. An answer that breaks off is taken up again where it ended, in
/// the same version. Whole objects are compared with the store's checksum.
final class GcsBody implements ObjectBody {

  /// How often in a row an answer may break off without a byte.
  private static final int TRIES = 3;

  private final ObjectInfo info;
  private final ByteRange range;
  private final OptionalInt crc32c;
  private final Function<ByteRange, HttpResponse> again;
  private final Stream stream = new Stream();
  private HttpResponse response;

  /// @param crc32c of all the bytes of the range, if known
  /// @param response whose body is the range
  /// @param again asks for a rest
  GcsBody(
      ObjectInfo info,
      ByteRange range,
      OptionalInt crc32c,
      HttpResponse response,
      Function<ByteRange, HttpResponse> again) {
    this.info = info;
    this.range = range;
    this.crc32c = crc32c;
    this.response = response;
    this.again = again;
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
    return stream;
  }

  @Override
  public void close() {
    try {
      response.disconnect();
    } catch (IOException e) {
      // Nobody wants its bytes any more.
    }
  }

  private final class Stream extends InputStream {
    private final CRC32C sum = new CRC32C();
    private long done;
    private int broken;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      while (true) {
        if (done == range.length()) {
          return -1;
        }
        int n = some(buffer, offset, (int) Math.min(length, range.length() - done));
        if (n > 0) {
          took(buffer, offset, n);
          return n;
        }
      }
    }

    /// Bytes; none if the answer broke off and another one has begun.
    private int some(byte[] buffer, int offset, int length) {
      try {
        int n = response.getContent().read(buffer, offset, length);
        if (n > 0) {
          return n;
        }
        goOn(new IOException("the answer ended early"));
      } catch (IOException e) {
        goOn(e);
      }
      return 0;
    }

    private void goOn(IOException failure) {
      if (++broken > TRIES) {
        throw Failures.of("reading " + info.key(), failure);
      }
      close();
      response = again.apply(new ByteRange(range.offset() + done, range.length() - done));
    }

    private void took(byte[] buffer, int offset, int n) {
      broken = 0;
      done += n;
      if (crc32c.isPresent()) {
        sum.update(buffer, offset, n);
        if (done == range.length() && (int) sum.getValue() != crc32c.getAsInt()) {
          throw new StorageException(
              Kind.CORRUPT, info.key() + " is not as the store's checksum says");
        }
      }
    }

    @Override
    public void close() {
      GcsBody.this.close();
    }
  }
}
