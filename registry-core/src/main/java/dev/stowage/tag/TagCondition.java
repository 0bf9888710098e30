package dev.stowage.tag;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Tag;
import java.util.Optional;

/// What a client demands of a tag before it is moved or removed (RFC 9110 section 13.1: `If-Match`,
/// `If-None-Match`).
public sealed interface TagCondition {

  /// Nothing.
  record Any() implements TagCondition {}

  /// `If-None-Match: *`: there is no such tag.
  record Absent() implements TagCondition {}

  /// `If-Match: "<digest>"`: it points there.
  record PointsTo(Digest digest) implements TagCondition {}

  /// [Any].
  static TagCondition any() {
    return new Any();
  }

  /// Throws `PRECONDITION_FAILED` if `current`, what the tag points to now, is not what is
  /// demanded.
  default void check(Tag tag, Optional<TagTarget> current) {
    switch (this) {
      case Any() -> {}
      case Absent() ->
          current.ifPresent(
              target -> {
                throw failed("tag " + tag + " exists: it points to " + target.digest());
              });
      case PointsTo(Digest demanded) -> {
        if (current.isEmpty()) {
          throw failed("tag " + tag + " does not exist");
        }
        if (!current.get().digest().equals(demanded)) {
          throw failed("tag " + tag + " points to " + current.get().digest());
        }
      }
    }
  }

  private static OciException failed(String message) {
    return new OciException(ErrorCode.PRECONDITION_FAILED, message);
  }
}
