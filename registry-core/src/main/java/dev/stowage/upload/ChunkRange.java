package dev.stowage.upload;

/// The bytes that a chunk says it carries: `first` to `last`, both included (the `Content-Range` of
/// OCI Distribution, "Pushing a blob in chunks").
public record ChunkRange(long first, long last) {

  public ChunkRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("not a range");
    }
  }

  /// How many bytes; may overflow to negative only for a range no upload can reach.
  public long length() {
    return last - first + 1;
  }
}
