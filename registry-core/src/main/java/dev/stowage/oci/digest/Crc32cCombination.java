package dev.stowage.oci.digest;

/// The CRC-32C of two pieces from the CRC-32C of each: arithmetic on polynomials over GF(2), in the
/// bit-reversed form that CRC-32C is defined in (RFC 3720, appendix B.4; the method is zlib's
/// `crc32_combine`). Needed because `java.util.zip.CRC32C` cannot begin at a given value.
final class Crc32cCombination {
  /// The CRC-32C polynomial, bit-reversed, without its highest term.
  private static final int POLYNOMIAL = 0x82f63b78;

  /// The polynomial 1.
  private static final int ONE = 0x80000000;

  /// Element k is x to the power of 2^k, modulo the polynomial.
  private static final int[] POWERS = powers();

  private Crc32cCombination() {}

  /// The CRC of `a` followed by `b`, where `b` is `lengthOfB` bytes long.
  static int combine(int a, int b, long lengthOfB) {
    int shift = ONE;
    // eight zero bits per byte of b: x^(8 * length), by squaring
    int k = 3;
    for (long rest = lengthOfB; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        shift = multiply(POWERS[k], shift);
      }
      k++;
    }
    return multiply(shift, a) ^ b;
  }

  private static int[] powers() {
    int[] powers = new int[Long.SIZE + 3];
    powers[0] = ONE >>> 1;
    for (int k = 1; k < powers.length; k++) {
      powers[k] = multiply(powers[k - 1], powers[k - 1]);
    }
    return powers;
  }

  /// The product of two polynomials, modulo the polynomial.
  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
