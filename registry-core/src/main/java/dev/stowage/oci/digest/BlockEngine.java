package dev.stowage.oci.digest;

/// The block function of SHA-2 (FIPS 180-4, section 6) with its chaining value, and nothing else:
/// padding, counting and the incomplete block are the [Hasher]'s. Not thread-safe.
sealed interface BlockEngine permits JdkEngine, PlainSha256, PlainSha512 {
  /// Takes in `blocks` whole blocks that begin at `offset`.
  void compress(byte[] bytes, int offset, int blocks);

  /// The chaining value now, as big-endian words; a copy.
  byte[] chaining();

  /// Goes on from this chaining value.
  void load(byte[] chaining);

  /// The fastest engine there is, at its initial value.
  static BlockEngine fastest(Algorithm algorithm) {
    return JdkEngine.available() ? new JdkEngine(algorithm) : plain(algorithm);
  }

  /// The engine that works everywhere, at its initial value.
  static BlockEngine plain(Algorithm algorithm) {
    return switch (algorithm) {
      case SHA256 -> new PlainSha256();
      case SHA512 -> new PlainSha512();
    };
  }
}
