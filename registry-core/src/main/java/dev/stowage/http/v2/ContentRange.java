package dev.stowage.http.v2;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.upload.ChunkRange;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The `Content-Range` of a chunk: `<first>-<last>` (OCI Distribution, "Pushing a blob in chunks"),
/// and also `bytes <first>-<last>/<size or *>` (RFC 9110), which some clients send.
final class ContentRange {
  private ContentRange() {}

  /// The range, absent without the header.
  ///
  /// @throws OciException `RANGE_INVALID` when it is malformed or inverted
  static Optional<ChunkRange> parse(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String range = header;
    if (range.regionMatches(true, 0, "bytes ", 0, 6)) {
      int slash = range.indexOf('/');
      range = range.substring(6, slash < 0 ? range.length() : slash);
    }
    int dash = range.indexOf('-');
    if (dash > 0) {
      OptionalLong first = Numbers.parse(range.substring(0, dash));
      OptionalLong last = Numbers.parse(range.substring(dash + 1));
      if (first.isPresent() && last.isPresent() && first.getAsLong() <= last.getAsLong()) {
        return Optional.of(new ChunkRange(first.getAsLong(), last.getAsLong()));
      }
    }
    throw new OciException(
        ErrorCode.RANGE_INVALID,
        "Content-Range " + OciError.quoted(header) + " is not of the form first-last");
  }
}
