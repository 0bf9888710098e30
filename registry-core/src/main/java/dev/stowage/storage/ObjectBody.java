package dev.stowage.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// The bytes of one version of an object within the range asked for. Not safe for several threads.
/// Close it.
public interface ObjectBody extends AutoCloseable {

  /// The whole object's info, whatever the range.
  ObjectInfo info();

  /// Where the bytes lie in the object: cut to its size.
  ByteRange range();

  /// The bytes of the range. Reads throw [StorageException] for the store's failures. Ends early
  /// never: a body cut off by the store is a failure, not an end.
  InputStream stream();

  /// The file whose bytes `range()` these are, for stores that have one, so that the kernel can
  /// send it. Open as long as this body is.
  default Optional<FileChannel> file() {
    return Optional.empty();
  }

  /// All bytes of the range; only for objects known to be small.
  default byte[] readAll() {
    try (InputStream in = stream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "reading " + info().key(), e);
    }
  }

  @Override
  void close();
}
