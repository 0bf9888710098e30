package dev.stowage.storage;

import java.util.OptionalInt;

/// The outcome of a conditional write.
public sealed interface WriteResult {

  /// It stands. `crc32c` is the store's own checksum of the bytes it holds, where it computes one.
  record Written(Version version, OptionalInt crc32c) implements WriteResult {
    public Written(Version version) {
      this(version, OptionalInt.empty());
    }

    @Override
    public boolean written() {
      return true;
    }
  }

  /// The condition did not hold; nothing changed.
  record Refused() implements WriteResult {
    @Override
    public boolean written() {
      return false;
    }
  }

  /// The condition did not hold.
  static WriteResult refused() {
    return new Refused();
  }

  /// Whether it stands.
  boolean written();
}
