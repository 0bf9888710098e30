package dev.stowage.storage;

/// Which keys to list.
///
/// @param prefix keys begin with it; need not be a whole key; may be empty
/// @param startAfter only keys greater than this; need not exist; empty for the beginning. In a
///   delimited listing a group is skipped if its name (with the slash) is not greater
/// @param limit the most entries (objects and groups together) of the page, at least 1
/// @param delimited whether keys with a further `/` behind the prefix are folded into one group
///   each
public record ListQuery(String prefix, String startAfter, int limit, boolean delimited) {

  /// The most entries a page has in every store.
  public static final int MAX_LIMIT = 1000;

  public ListQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit out of 1.." + MAX_LIMIT);
    }
  }

  /// The first page of all keys with that prefix.
  public static ListQuery of(String prefix) {
    return new ListQuery(prefix, "", MAX_LIMIT, false);
  }

  /// Whether a key is behind `startAfter` and has the prefix.
  public boolean admits(ObjectKey key) {
    return key.value().startsWith(prefix) && key.value().compareTo(startAfter) > 0;
  }

  /// The same query behind `key`.
  public ListQuery after(String key) {
    return new ListQuery(prefix, key, limit, delimited);
  }
}
