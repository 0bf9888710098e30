package dev.stowage.storage.fs;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;

/// A body read from an open file.
final class FileBody implements ObjectBody {

  private final ObjectInfo info;
  private final ByteRange range;
  private final FileChannel channel;

  FileBody(ObjectInfo info, ByteRange range, FileChannel channel) {
    this.info = info;
    this.range = range;
    this.channel = channel;
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
  public Optional<FileChannel> file() {
    return Optional.of(channel);
  }

  @Override
  public InputStream stream() {
    return new InputStream() {
      private long position = range.offset();
      private final long end = range.offset() + range.length();

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
          return 0;
        }
        if (position == end) {
          return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        int read = FileBody.this.read(ByteBuffer.wrap(buffer, offset, wanted), position);
        position += read;
        return read;
      }
    };
  }

  private int read(ByteBuffer into, long position) {
    int read;
    try {
      read = channel.read(into, position);
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "reading " + info.key(), e);
    }
    if (read < 0) {
      throw new StorageException(
          Kind.CORRUPT, info.key() + " is shorter than its " + info.size() + " bytes");
    }
    return read;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "closing " + info.key(), e);
    }
  }
}
