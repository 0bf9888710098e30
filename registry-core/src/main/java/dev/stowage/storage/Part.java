package dev.stowage.storage;

/// A part that the store holds: bytes `[offset, offset + size)`, and the tag by which the store knows it
/// (an ETag, a block id; empty where it needs none).
public record Part(int number, long offset, long size, String tag) {

  /// Where the next part begins.
  public long end() {
    return offset + size;
  }
}
