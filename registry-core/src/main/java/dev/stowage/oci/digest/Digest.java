package dev.stowage.oci.digest;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import java.util.HexFormat;
import java.util.Optional;

/// The address of content: an algorithm and the hash of the bytes (OCI Image specification,
/// "Digests"). Only one spelling of a digest exists: lower-case hexadecimal of exactly the
/// algorithm's length.
///
/// @param algorithm what the hash was computed with
/// @param hex the hash, lower-case hexadecimal
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {
  /// @throws OciException with `DIGEST_INVALID` when `hex` is not what the algorithm asks for
  public Digest {
    if (!isHex(hex, 0, algorithm)) {
      throw badHex(algorithm, hex);
    }
  }

  /// The digest that this text is, `sha256:` or `sha512:` and the hexadecimal hash.
  ///
  /// @throws OciException with `DIGEST_INVALID` when it is malformed or its algorithm unsupported
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID,
          "digest " + OciError.quoted(text) + " is not of the form algorithm:hex");
    }
    String label = text.substring(0, colon);
    Algorithm algorithm =
        Algorithm.of(label)
            .orElseThrow(
                () ->
                    new OciException(
                        ErrorCode.DIGEST_INVALID,
                        "digest algorithm "
                            + OciError.quoted(label)
                            + " is not supported: use sha256 or sha512"));
    return new Digest(algorithm, text.substring(colon + 1));
  }

  /// Like [#parse], but empty where that would throw.
  public static Optional<Digest> tryParse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    return Algorithm.of(text.substring(0, colon))
        .filter(algorithm -> isHex(text, colon + 1, algorithm))
        .map(algorithm -> new Digest(algorithm, text.substring(colon + 1)));
  }

  /// The digest with these raw bytes.
  ///
  /// @throws OciException with `DIGEST_INVALID` when their number is not the algorithm's
  public static Digest of(Algorithm algorithm, byte[] hash) {
    return new Digest(algorithm, HexFormat.of().formatHex(hash));
  }

  /// By the characters of the text form, which is byte order.
  @Override
  public int compareTo(Digest other) {
    int byAlgorithm = algorithm.compareTo(other.algorithm);
    return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
  }

  /// The text form, e.g. `sha256:e3b0c442…`.
  @Override
  public String toString() {
    return algorithm.label() + ':' + hex;
  }

  private static boolean isHex(String text, int from, Algorithm algorithm) {
    if (text.length() - from != algorithm.hexLength()) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static OciException badHex(Algorithm algorithm, String hex) {
    return new OciException(
        ErrorCode.DIGEST_INVALID,
        "digest "
            + OciError.quoted(algorithm.label() + ':' + hex)
            + " is invalid: "
            + algorithm.label()
            + " is followed by "
            + algorithm.hexLength()
            + " lower-case hexadecimal digits");
  }
}
