package dev.stowage.storage;

import java.util.List;
import java.util.Optional;

/// A part that the store holds: bytes `[offset, offset + size)`, and the tag by which the store
/// knows it (an ETag, a writer's name). A store that holds parts as runs of bytes takes neighbours
/// of one run told as one; the tag of a run is empty or begins with [#RUN].
public record Part(int number, long offset, long size, String tag) {

  /// What the tag of a run begins with, if it is not empty.
  public static final String RUN = "~";

  /// This part and `next`, which follows it, told as one; empty if they are of no one run.
  public Optional<Part> joined(Part next) {
    boolean run = tag.isEmpty() || tag.startsWith(RUN);
    return run && tag.equals(next.tag) && end() == next.offset
        ? Optional.of(new Part(next.number, offset, size + next.size, tag))
        : Optional.empty();
  }

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
