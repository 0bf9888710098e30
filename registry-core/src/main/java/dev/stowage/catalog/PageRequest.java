package dev.stowage.catalog;

import dev.stowage.storage.ListQuery;

/// Which page: at most `n` entries, all greater than `last` (empty: from the beginning).
public record PageRequest(int n, String last) {

  /// The most entries of one page; a client that asks for more gets this many and a link to the
  /// next.
  public static final int MAX = ListQuery.MAX_LIMIT;

  public PageRequest {
    if (n < 1 || n > MAX) {
      throw new IllegalArgumentException("page size out of 1.." + MAX);
    }
  }
}
