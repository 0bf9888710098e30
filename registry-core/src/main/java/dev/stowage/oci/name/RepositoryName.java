package dev.stowage.oci.name;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;

/// The name of a repository: components of lower-case letters and digits, joined inside by `.`,
/// `_`, `__` or any number of `-`, and separated by `/` (OCI Distribution, "Pulling manifests").
///
/// @param value the whole name, e.g. `library/alpine`
public record RepositoryName(String value) implements Comparable<RepositoryName> {
  /// The longest name: what common clients can address, and the specification's advice.
  public static final int MAX_LENGTH = 255;

  /// The longest component, so that it fits into one file name with room for a suffix.
  public static final int MAX_COMPONENT_LENGTH = 200;

  /// @throws OciException with `NAME_INVALID` when the value is outside the grammar or the limits
  public RepositoryName {
    check(value);
  }

  /// The name that this text is.
  ///
  /// @throws OciException with `NAME_INVALID` when the text is outside the grammar or the limits
  public static RepositoryName parse(String text) {
    return new RepositoryName(text);
  }

  /// The first component: who owns the repository.
  public String namespace() {
    int slash = value.indexOf('/');
    return slash < 0 ? value : value.substring(0, slash);
  }

  /// By the characters of the name, which for this grammar is byte order.
  @Override
  public int compareTo(RepositoryName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static void check(String name) {
    int length = name.length();
    if (length == 0) {
      throw invalid("a repository name must not be empty");
    }
    if (length > MAX_LENGTH) {
      throw invalid(
          "a repository name has at most " + MAX_LENGTH + " characters, this one has " + length);
    }
    int start = 0;
    while (start <= length) {
      int end = name.indexOf('/', start);
      if (end < 0) {
        end = length;
      }
      checkComponent(name, start, end);
      start = end + 1;
    }
  }

  private static void checkComponent(String name, int start, int end) {
    if (start == end) {
      throw invalid("repository name " + OciError.quoted(name) + " has an empty component");
    }
    if (end - start > MAX_COMPONENT_LENGTH) {
      throw invalid(
          "a component of a repository name has at most " + MAX_COMPONENT_LENGTH + " characters");
    }
    int i = start;
    while (i < end) {
      char c = name.charAt(i);
      if (isAlphanumeric(c)) {
        i++;
        continue;
      }
      int after = afterSeparator(name, i, end);
      // a separator stands between letters or digits, never at an edge
      if (after == i || i == start || after == end || !isAlphanumeric(name.charAt(after))) {
        throw invalid(
            "repository name "
                + OciError.quoted(name)
                + " is invalid: its components consist of a-z and 0-9, with single '.', '_', '__' or '-' between them");
      }
      i = after;
    }
  }

  /// Where the separator that begins at `i` ends; `i` itself when there is none.
  private static int afterSeparator(String name, int i, int end) {
    return switch (name.charAt(i)) {
      case '.' -> i + 1;
      case '_' -> i + 1 < end && name.charAt(i + 1) == '_' ? i + 2 : i + 1;
      case '-' -> {
        int after = i;
        while (after < end && name.charAt(after) == '-') {
          after++;
        }
        yield after;
      }
      default -> i;
    };
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static OciException invalid(String message) {
    return new OciException(ErrorCode.NAME_INVALID, message);
  }
}
