package dev.stowage.storage.s3;

import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Content on its way into a request. Knows whether it is to blame when the request fails. For one
/// call, with all its repetitions.
final class Payload {

  private static final int READ = 64 << 10;

  private final Content content;
  private @Nullable IOException failure;

  Payload(Content content) {
    this.content = content;
  }

  long length() {
    return content.length();
  }

  /// The checksum to announce.
  String checksum() {
    CRC32C crc = new CRC32C();
    switch (content) {
      case Content.Bytes(var buffers) -> buffers.forEach(buffer -> crc.update(buffer.duplicate()));
      case Content.File _ -> {
        byte[] buffer = new byte[READ];
        try (InputStream in = open()) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            crc.update(buffer, 0, n);
          }
        } catch (IOException e) {
          throw blame(e);
        }
      }
    }
    return Crc32cText.format((int) crc.getValue());
  }

  /// Whether it can be sent (again).
  boolean isRepeatable() {
    return failure == null;
  }

  /// Throws what the content itself failed with, if it did, whatever the request made of it.
  void check() {
    if (failure != null) {
      throw blame(failure);
    }
  }

  private static StorageException blame(IOException e) {
    return e instanceof EOFException
        ? new StorageException(Kind.MISUSE, "the content is shorter than announced", e)
        : new StorageException(Kind.UNAVAILABLE, "reading the file to store", e);
  }

  /// Its bytes, from the first one.
  InputStream open() {
    return switch (content) {
      case Content.Bytes bytes -> stream(bytes);
      case Content.File(var path, var offset, var length) -> {
        try {
          InputStream in = Files.newInputStream(path);
          try {
            in.skipNBytes(offset);
            yield new Exactly(in, length);
          } catch (IOException e) {
            in.close();
            throw e;
          }
        } catch (IOException e) {
          failure = e;
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static InputStream stream(Content.Bytes bytes) {
    ByteBuffer first = bytes.buffers().isEmpty() ? ByteBuffer.allocate(0) : bytes.buffers().get(0);
    return bytes.length() == first.remaining() && first.hasArray()
        ? new ByteArrayInputStream(
            first.array(), first.arrayOffset() + first.position(), first.remaining())
        : new ByteArrayInputStream(bytes.copy());
  }

  /// The first `left` bytes of a file, and no end before. What fails is remembered.
  private final class Exactly extends InputStream {
    private final InputStream in;
    private long left;

    Exactly(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      try {
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
          throw new EOFException(left + " bytes are missing");
        }
        left -= n;
        return n;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
