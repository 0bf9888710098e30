package dev.stowage.storage;

/// The name of an object in the bucket: segments of `[A-Za-z0-9._+=-]` divided by single slashes,
/// none of which begins with a dot (so none is `.` or `..`, and a store may keep dot files of its
/// own beside the objects). Bounded so that it is a valid key in every store, under any prefix, and
/// a valid path in every file system. Order is that of unsigned bytes, which for this alphabet is
/// the order of [String#compareTo].
///
/// Only `layout` draws keys; a store makes them again from what it lists.
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  /// The longest key, in bytes (S3 and GCS allow 1,024 with a prefix).
  public static final int MAX_LENGTH = 900;

  /// The longest segment, in bytes (file systems allow 255, and the directory store adds one).
  public static final int MAX_SEGMENT = 250;

  public ObjectKey {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an object key");
    }
  }

  /// Whether `value` is a key by the grammar above.
  public static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || value.charAt(i) == '/') {
        if (!isSegment(value, start, i)) {
          return false;
        }
        start = i + 1;
      } else if (!isAllowed(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSegment(String s, int start, int end) {
    int length = end - start;
    if (length == 0 || length > MAX_SEGMENT) {
      return false;
    }
    return s.charAt(start) != '.';
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '+'
        || c == '=';
  }

  @Override
  public int compareTo(ObjectKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
