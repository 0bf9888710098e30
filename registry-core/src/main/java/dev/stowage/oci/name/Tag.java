package dev.stowage.oci.name;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;

/// A tag: a mutable name for a manifest inside a repository, `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`
/// (OCI Distribution, "Pulling manifests").
///
/// @param value the tag, e.g. `latest`
public record Tag(String value) implements Comparable<Tag> {
  /// The longest tag.
  public static final int MAX_LENGTH = 128;

  /// @throws OciException with `TAG_INVALID` when the value is outside the grammar
  public Tag {
    if (!isTag(value)) {
      throw new OciException(
          ErrorCode.TAG_INVALID,
          "tag "
              + OciError.quoted(value)
              + " is invalid: a tag has 1 to "
              + MAX_LENGTH
              + " characters out of A-Z, a-z, 0-9, '_', '.' and '-', and does not begin with '.' or '-'");
    }
  }

  /// The tag that this text is.
  ///
  /// @throws OciException with `TAG_INVALID` when the text is outside the grammar
  public static Tag parse(String text) {
    return new Tag(text);
  }

  /// By the characters of the tag, which for this grammar is byte order.
  @Override
  public int compareTo(Tag other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isTag(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_LENGTH || text.charAt(0) == '.' || text.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '.'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
