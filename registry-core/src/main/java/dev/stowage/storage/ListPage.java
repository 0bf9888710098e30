package dev.stowage.storage;

import java.util.List;

/// A page of a listing.
///
/// @param objects in key order; without versions, which not every store lists: [ObjectStore#head]
///   has them
/// @param groups in a delimited listing, the folded names with their slash, in order
/// @param next what to pass as `startAfter` for the next page; empty if this is the last one. Where
///   a store learns only by asking again, the page that follows may be empty
public record ListPage(List<Entry> objects, List<String> groups, String next) {

  /// A listed object.
  public record Entry(ObjectKey key, long size) {}

  /// Whether another page follows.
  public boolean hasMore() {
    return !next.isEmpty();
  }
}
