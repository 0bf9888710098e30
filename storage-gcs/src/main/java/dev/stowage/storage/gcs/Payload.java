package dev.stowage.storage.gcs;

import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Content that can be sent as often as it takes, with its checksum. What comes as a stream is
/// taken whole first: into memory if it is short, else into a temporary file. Close it.
final class Payload implements AutoCloseable {

  /// The longest stream that is held in memory, in bytes.
  static final int IN_MEMORY = 1 << 20;

  private static final long MAPPING = 1L << 30;

  private final List<ByteBuffer> buffers;
  private final long length;
  private final int crc32c;
  private final @Nullable Path temporary;

  private Payload(List<ByteBuffer> buffers, long length, @Nullable Path temporary) {
    this.buffers = buffers;
    this.length = length;
    this.temporary = temporary;
    CRC32C crc = new CRC32C();
    buffers.forEach(buffer -> crc.update(buffer.duplicate()));
    this.crc32c = (int) crc.getValue();
  }

  /// Takes the content. MISUSE if there is less of it than it says.
  static Payload of(Content content) {
    return switch (content) {
      case Content.Bytes bytes -> new Payload(bytes.buffers(), bytes.length(), null);
      case Content.File(var path, var offset, var length) ->
          new Payload(mapped(path, offset, length), length, null);
      case Content.Stream(var in, var length) ->
          length <= IN_MEMORY ? read(in, (int) length) : spooled(in, length);
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

  @Override
  public void close() {
    delete(temporary);
  }

  private static Payload read(InputStream in, int length) {
    try {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw tooShort(bytes.length, length);
      }
      return new Payload(List.of(ByteBuffer.wrap(bytes)), length, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Payload spooled(InputStream in, long length) {
    Path file = null;
    try {
      file = temporaryFile();
      copy(in, file, length);
      return new Payload(mapped(file, 0, length), length, file);
    } catch (RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  private static void copy(InputStream in, Path file, long length) {
    byte[] buffer = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long done = 0; done < length; ) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, length - done));
        if (n < 0) {
          throw tooShort(done, length);
        }
        out.write(buffer, 0, n);
        done += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporaryFile() {
    try {
      return Files.createTempFile("stowage-", ".part");
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "no temporary file for what is to be sent", e);
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

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StorageException tooShort(long is, long should) {
    return new StorageException(
        Kind.MISUSE, "content ended after " + is + " of " + should + " bytes");
  }
}
