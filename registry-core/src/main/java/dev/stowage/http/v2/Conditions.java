package dev.stowage.http.v2;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.tag.TagCondition;
import java.util.Optional;

/// Conditional requests (RFC 9110, section 13). The entity tag of a blob or manifest is its digest
/// in double quotes.
final class Conditions {
  private Conditions() {}

  /// The entity tag of content with this digest.
  static String etag(Digest digest) {
    return '"' + digest.toString() + '"';
  }

  /// Whether the client has this content already (`If-None-Match` on GET and HEAD, compared
  /// weakly).
  static boolean hasAlready(Call call, String etag) {
    for (String header : call.headers("If-None-Match")) {
      if (header.trim().equals("*")) {
        return true;
      }
      // An entity tag of ours contains no comma and no other can equal it.
      int at = header.indexOf(etag);
      if (at >= 0 && isListBorder(header, at, at + etag.length())) {
        return true;
      }
    }
    return false;
  }

  /// Whether a range is still wanted (`If-Range`, compared strongly; we send no dates).
  static boolean wantsRange(Call call, String etag) {
    String header = call.header("If-Range");
    return header == null || header.trim().equals(etag);
  }

  /// What the client demands of the tag it is about to move or remove.
  ///
  /// @throws OciException 400 for demands of any other form than `If-Match: "<digest>"` or
  ///   `If-None-Match: *`
  static TagCondition onTag(Call call) {
    String match = call.header("If-Match");
    String noneMatch = call.header("If-None-Match");
    if (match != null) {
      return new TagCondition.PointsTo(
          (noneMatch == null ? digest(match.trim()) : Optional.<Digest>empty())
              .orElseThrow(Conditions::invalid));
    }
    if (noneMatch == null) {
      return TagCondition.any();
    }
    if (!noneMatch.trim().equals("*")) {
      throw invalid();
    }
    return new TagCondition.Absent();
  }

  private static Optional<Digest> digest(String etag) {
    return etag.length() > 2 && etag.startsWith("\"") && etag.endsWith("\"")
        ? Digest.tryParse(etag.substring(1, etag.length() - 1))
        : Optional.empty();
  }

  private static boolean isListBorder(String header, int from, int to) {
    int before = from;
    if (before >= 2 && header.startsWith("W/", before - 2)) {
      before -= 2;
    }
    boolean begins =
        before == 0 || header.charAt(before - 1) == ',' || header.charAt(before - 1) == ' ';
    boolean ends = to == header.length() || header.charAt(to) == ',' || header.charAt(to) == ' ';
    return begins && ends;
  }

  private static OciException invalid() {
    return new OciException(
        400,
        ErrorCode.UNSUPPORTED,
        "a tag is changed under If-Match: \"<digest>\" or under If-None-Match: *, not both, and"
            + " under no other condition");
  }
}
