package dev.stowage.layout;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// Names one upload and all that it writes: 128 random bits as 32 lower-case hex digits.
public record UploadId(String value) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  public UploadId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an upload id");
    }
  }

  /// A new one; never equal to another.
  public static UploadId random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new UploadId(HexFormat.of().formatHex(bytes));
  }

  /// The id a client names. Anything else than 32 hex digits names no upload:
  /// `BLOB_UPLOAD_UNKNOWN`.
  public static UploadId parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () ->
                new OciException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no upload with this id"));
  }

  static Optional<UploadId> tryParse(String text) {
    return isValid(text) ? Optional.of(new UploadId(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return text.length() == 2 * BYTES
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  @Override
  public String toString() {
    return value;
  }
}
