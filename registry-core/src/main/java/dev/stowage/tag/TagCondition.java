package dev.stowage.tag;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client demands of a tag before it is moved or removed (RFC 9110 section 13.1: `If-Match`,
/// `If-None-Match`).
public sealed interface TagCondition {

  /// Nothing.
  record Any() implements TagCondition {}

  /// `If-None-Match: *`: there is no such tag.
  record Absent() implements TagCondition {}

  /// `If-Match: "<digest>"`: it points there.
  record PointsTo(Digest digest) implements TagCondition {}

  /// Besides, and not by the client's wish: it is not moved. He may make tags only, and again point
  /// one to where it points.
  record NotMoved(TagCondition demanded) implements TagCondition {}

  /// [Any].
  static TagCondition any() {
    return new Any();
  }

  /// What remains of it for one who has found it to hold, and begins again.
  default TagCondition again() {
    return this instanceof NotMoved ? new NotMoved(any()) : any();
  }

  /// Throws `PRECONDITION_FAILED` if `current`, what the tag points to now, is not what is
  /// demanded, or `DENIED` if it may not be moved.
  ///
  /// @param next where it is to point; absent: it is to be removed
  default void check(Tag tag, Optional<TagTarget> current, @Nullable Digest next) {
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
      case NotMoved(TagCondition demanded) -> {
        if (current.isPresent() && !current.get().digest().equals(next)) {
          throw new OciException(
              ErrorCode.DENIED, "tag " + tag + " exists, and you may not move it");
        }
        demanded.check(tag, current, next);
      }
    }
  }

  private static OciException failed(String message) {
    return new OciException(ErrorCode.PRECONDITION_FAILED, message);
  }
}
