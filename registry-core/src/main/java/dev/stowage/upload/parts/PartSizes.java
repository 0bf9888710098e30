package dev.stowage.upload.parts;

import dev.stowage.storage.Capabilities;

/// How long the parts of an upload are, in bytes: small ones first, so that small blobs need little
/// memory, longer ones later, so that the store's most parts reach [#REACH].
final class PartSizes {

  /// The largest blob that every store must be able to take: 5 TiB, the largest object of S3.
  static final long REACH = 5L << 40;

  /// The first parts of a store that counts its parts.
  static final int FIRST = 8 << 20;

  /// How many parts have the same length.
  private static final int STEP = 100;

  private final int first;
  private final long growth;
  private final long most;

  private PartSizes(int first, long growth, long most) {
    this.first = first;
    this.growth = growth;
    this.most = most;
  }

  static PartSizes of(Capabilities store) {
    long steps = store.maxParts() / STEP;
    if (takesAnySize(store)) {
      return new PartSizes(PartMemory.PIECE, 0, PartMemory.PIECE);
    }
    int first = (int) Math.clamp(FIRST, store.minPart(), store.maxPart());
    long missing = Math.max(0, REACH - (long) first * STEP * steps);
    long growth = Math.ceilDiv(missing, STEP * steps * Math.max(1, steps - 1) / 2);
    return new PartSizes(first, roundUp(growth), store.maxPart());
  }

  /// Whether a part may be as short as it happens to be, and there may be any number of them.
  static boolean takesAnySize(Capabilities store) {
    return store.minPart() <= 1 && store.maxParts() == Integer.MAX_VALUE;
  }

  /// The length of part `number`, from 1.
  int of(int number) {
    return (int) Math.min(most, first + growth * ((number - 1) / STEP));
  }

  private static long roundUp(long size) {
    return Math.ceilDiv(size, PartMemory.PIECE) * PartMemory.PIECE;
  }
}
