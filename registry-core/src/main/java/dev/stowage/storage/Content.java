package dev.stowage.storage;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Bytes to be written. Each knows its length; only a [Stream] cannot be sent twice, so a store
/// does not retry it.
public sealed interface Content {

  /// How many bytes.
  long length();

  /// Bytes in memory. The array is not copied and must not change until the call returns.
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Bytes(byte[] array, int offset, int size) implements Content {
    @Override
    public long length() {
      return size;
    }
  }

  /// Part of a file, which must not change until the call returns.
  record File(Path path, long offset, long length) implements Content {}

  /// Bytes that come once. A stream that ends before `length` is a [StorageException.Kind#MISUSE]
  /// and writes nothing; what follows `length` is left unread. An [java.io.IOException] of the
  /// stream itself is no failure of the store: it comes back as the cause of a
  /// [java.io.UncheckedIOException], and nothing is written.
  record Stream(InputStream in, long length) implements Content {}

  /// The whole array.
  static Content of(byte[] bytes) {
    return new Bytes(bytes, 0, bytes.length);
  }

  /// The text in UTF-8.
  static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
