package dev.stowage.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Bytes to be written, which can be read as often as a store must send them.
public sealed interface Content {

  /// How many bytes.
  long length();

  /// Bytes in memory, on the heap or outside: all that remains of each buffer, one after the other.
  /// The buffers are not copied, their positions not moved; they must not change until the call
  /// returns.
  record Bytes(List<ByteBuffer> buffers) implements Content {
    public Bytes {
      buffers = List.copyOf(buffers);
    }

    @Override
    public long length() {
      long length = 0;
      for (ByteBuffer buffer : buffers) {
        length += buffer.remaining();
      }
      return length;
    }

    /// The same in an array of its own. At most [Integer#MAX_VALUE] bytes.
    public byte[] copy() {
      ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(length()));
      buffers.forEach(buffer -> copy.put(buffer.duplicate()));
      return copy.array();
    }
  }

  /// Part of a file, which must not change until the call returns. One that is shorter than it says
  /// is a [StorageException.Kind#MISUSE], and nothing is written.
  record File(Path path, long offset, long length) implements Content {}

  /// The whole array.
  static Content of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /// `length` bytes of the array, from `offset`.
  static Content of(byte[] bytes, int offset, int length) {
    return new Bytes(List.of(ByteBuffer.wrap(bytes, offset, length)));
  }

  /// The text in UTF-8.
  static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
