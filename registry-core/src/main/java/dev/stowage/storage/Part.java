package dev.stowage.storage;

import java.util.List;

/// A part that the store holds: bytes `[offset, offset + size)`, and the tag by which the store
/// knows it (an ETag, a block id). A store that holds the parts as one run of bytes gives no tag
/// (it is empty) and takes neighbouring parts told as one.
public record Part(int number, long offset, long size, String tag) {

  /// How many bytes these parts make together, in order and without gaps; otherwise throws
  /// [StorageException.Kind#MISUSE].
  public static long sizeOf(List<Part> parts) {
    long end = 0;
    int number = 0;
    for (Part part : parts) {
      if (part.offset != end || part.number <= number || part.size < 0) {
        throw new StorageException(
            StorageException.Kind.MISUSE,
            "part " + part.number + " at " + part.offset + " does not follow the one before");
      }
      end = part.end();
      number = part.number;
    }
    return end;
  }

  /// Where the next part begins.
  public long end() {
    return offset + size;
  }
}
