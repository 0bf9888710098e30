package dev.stowage.storage;

/// `length` bytes from `offset`, both not negative.
public record ByteRange(long offset, long length) {

  /// Everything.
  public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  public ByteRange {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("negative range");
    }
  }

  /// All from `offset` to the end.
  public static ByteRange from(long offset) {
    return new ByteRange(offset, Long.MAX_VALUE);
  }

  /// This range cut to an object of `size` bytes; empty (at `size`) if it begins at or past the
  /// end.
  public ByteRange within(long size) {
    long start = Math.min(offset, size);
    return new ByteRange(start, Math.min(length, size - start));
  }
}
