package dev.stowage.oci.digest;

import java.util.Optional;

/// The digest algorithms of this registry: those registered in the OCI Image specification
/// ("Registered algorithms") that every client can compute.
public enum Algorithm {
  /// SHA-256 (FIPS 180-4).
  SHA256("sha256", 64, 64),
  /// SHA-512 (FIPS 180-4).
  SHA512("sha512", 128, 128);

  private final String label;
  private final int hexLength;
  private final int blockLength;

  Algorithm(String label, int hexLength, int blockLength) {
    this.label = label;
    this.hexLength = hexLength;
    this.blockLength = blockLength;
  }

  /// The algorithm with this label, exactly as spelled in digests; empty when it is none of ours.
  public static Optional<Algorithm> of(String label) {
    return switch (label) {
      case "sha256" -> Optional.of(SHA256);
      case "sha512" -> Optional.of(SHA512);
      default -> Optional.empty();
    };
  }

  /// What stands before the colon of a digest.
  public String label() {
    return label;
  }

  /// How many hexadecimal digits a digest has.
  public int hexLength() {
    return hexLength;
  }

  /// How many bytes the algorithm takes in at once.
  int blockLength() {
    return blockLength;
  }
}
