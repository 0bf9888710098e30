package dev.stowage.storage.gcs;

import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Content as it is sent, with its checksum.
final class Payload {

  private static final long MAPPING = 1L << 30;

  private final List<ByteBuffer> buffers;
  private final long length;
  private final int crc32c;

  private Payload(List<ByteBuffer> buffers, long length) {
    this.buffers = buffers;
    this.length = length;
    CRC32C crc = new CRC32C();
    buffers.forEach(buffer -> crc.update(buffer.duplicate()));
    this.crc32c = (int) crc.getValue();
  }

  /// Takes the content. MISUSE if there is less of it than it says.
  static Payload of(Content content) {
    return switch (content) {
      case Content.Bytes bytes -> new Payload(bytes.buffers(), bytes.length());
      case Content.File(var path, var offset, var length) ->
          new Payload(mapped(path, offset, length), length);
    };
  }

  long length() {
    return length;
  }

  int crc32c() {
    return crc32c;
  }

  /// The bytes from their beginning, for one sending.
  ByteBuffer[] buffers() {
    return buffers.stream().map(ByteBuffer::slice).toArray(ByteBuffer[]::new);
  }

  /// Writes the bytes.
  void writeTo(OutputStream out) throws IOException {
    byte[] chunk = new byte[(int) Math.min(64 << 10, Math.max(1, length))];
    for (ByteBuffer buffer : buffers()) {
      if (buffer.hasArray()) {
        out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      } else {
        while (buffer.hasRemaining()) {
          int n = Math.min(chunk.length, buffer.remaining());
          buffer.get(chunk, 0, n);
          out.write(chunk, 0, n);
        }
      }
    }
  }

  private static List<ByteBuffer> mapped(Path path, long offset, long length) {
    List<ByteBuffer> buffers = new ArrayList<>();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (file.size() < offset + length) {
        throw tooShort(Math.max(0, file.size() - offset), length);
      }
      for (long done = 0; done < length; done += MAPPING) {
        buffers.add(file.map(MapMode.READ_ONLY, offset + done, Math.min(MAPPING, length - done)));
      }
    } catch (NoSuchFileException e) {
      throw new StorageException(Kind.MISUSE, "there is no file to store", e);
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "reading the file to store", e);
    }
    return buffers;
  }

  private static StorageException tooShort(long is, long should) {
    return new StorageException(
        Kind.MISUSE, "content ended after " + is + " of " + should + " bytes");
  }
}
