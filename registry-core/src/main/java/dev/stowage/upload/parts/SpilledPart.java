package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjIntConsumer;

/// A part in a temporary file. Not safe for several threads. Closing it removes the file.
final class SpilledPart implements AutoCloseable {

  private static final int READ = 64 << 10;

  private final Path path;
  private final FileChannel channel;
  private long size;

  SpilledPart(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  void append(byte[] bytes, int length) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (rest.hasRemaining()) {
        size += channel.write(rest, size);
      }
    } catch (IOException e) {
      throw SpillFolder.failed("a part cannot be kept in " + path.getParent(), e);
    }
  }

  Content content() {
    return new Content.File(path, 0, size);
  }

  void hashInto(Hasher hasher) {
    read((bytes, length) -> hasher.update(bytes, 0, length));
  }

  /// Gives away all of it, piece by piece.
  void read(ObjIntConsumer<byte[]> taker) {
    ByteBuffer buffer = ByteBuffer.allocate(READ);
    try {
      long at = 0;
      while (at < size) {
        int n = channel.read(buffer.clear(), at);
        if (n < 0) {
          throw new IOException("a part's file was cut");
        }
        taker.accept(buffer.array(), n);
        at += n;
      }
    } catch (IOException e) {
      throw SpillFolder.failed("a part cannot be read from " + path.getParent(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw SpillFolder.failed("a part's file cannot be removed from " + path.getParent(), e);
    }
  }
}
