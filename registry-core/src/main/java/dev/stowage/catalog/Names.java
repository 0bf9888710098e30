package dev.stowage.catalog;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import java.util.List;
import java.util.Optional;

/// Pages of the names below a prefix.
public final class Names {

  private Names() {}

  /// One page of what follows `prefix` in the keys there; one LIST call. An object of no bytes is
  /// the tombstone of a document and has no name any more: where only such stand, more calls look
  /// for the next name.
  public static Page<String> page(ObjectStore store, String prefix, PageRequest request) {
    return page(store, prefix, "", request);
  }

  /// The same of what lies between `prefix` and `suffix` in keys that all have both.
  public static Page<String> page(
      ObjectStore store, String prefix, String suffix, PageRequest request) {
    String startAfter = request.last().isEmpty() ? "" : prefix + request.last() + suffix;
    ListQuery query = new ListQuery(prefix, startAfter, request.n(), false);
    ListPage page = store.list(query);
    List<String> names = names(page, prefix, suffix);
    while (names.isEmpty() && page.hasMore()) {
      page = store.list(query.after(page.next()));
      names = names(page, prefix, suffix);
    }
    return new Page<>(
        names,
        page.hasMore() && !names.isEmpty() ? Optional.of(names.getLast()) : Optional.empty());
  }

  private static List<String> names(ListPage page, String prefix, String suffix) {
    return page.objects().stream()
        .filter(object -> object.size() > 0)
        .map(object -> object.key().value())
        .map(key -> key.substring(prefix.length(), key.length() - suffix.length()))
        .toList();
  }
}
