package dev.stowage.storage.fs;

import static java.nio.file.StandardOpenOption.READ;

import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Writes content at an offset of a file. An [IOException] is always the target's; a source that
/// fails is an [UncheckedIOException], one that is too short [Kind#MISUSE].
final class Transfer {

  /// How much goes to the kernel at once, in bytes: heap bytes are copied once on the way, and a
  /// piece of this size is still in the processor's cache when the kernel copies it again.
  private static final int PIECE = 128 * 1024;

  private Transfer() {}

  static void write(Content content, FileChannel to, long offset) throws IOException {
    switch (content) {
      case Content.Bytes(var buffers) -> {
        long at = offset;
        for (ByteBuffer buffer : buffers) {
          at += write(buffer, to, at);
        }
      }
      case Content.File(var path, var start, var length) -> {
        try (FileChannel from = source(path)) {
          write(from, start, length, to, offset);
        }
      }
    }
  }

  /// All that remains of the buffer, whose position stays; tells how much that was.
  private static int write(ByteBuffer buffer, FileChannel to, long offset) throws IOException {
    int size = buffer.remaining();
    for (int done = 0; done < size; ) {
      int length = Math.min(PIECE, size - done);
      done += to.write(buffer.slice(buffer.position() + done, length), offset + done);
    }
    return size;
  }

  /// Within the kernel, and without moving bytes at all on file systems that share blocks.
  static void write(FileChannel from, long start, long length, FileChannel to, long offset)
      throws IOException {
    if (from.size() - start < length) {
      throw tooShort(from.size() - start, length);
    }
    to.position(offset);
    for (long done = 0; done < length; ) {
      done += from.transferTo(start + done, length - done, to);
    }
  }

  /// The whole of a small content, in an array of its own.
  static byte[] small(Content content) throws IOException {
    int length = (int) content.length();
    return switch (content) {
      case Content.Bytes bytes -> bytes.copy();
      case Content.File(var path, var start, _) -> {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (FileChannel from = source(path)) {
          while (buffer.hasRemaining()) {
            if (from.read(buffer, start + buffer.position()) < 0) {
              throw tooShort(buffer.position(), length);
            }
          }
        }
        yield buffer.array();
      }
    };
  }

  private static FileChannel source(Path path) {
    try {
      return FileChannel.open(path, READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StorageException tooShort(long got, long wanted) {
    return new StorageException(
        Kind.MISUSE, "content ended after " + got + " of " + wanted + " bytes");
  }
}
