package dev.stowage.catalog;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import java.util.List;
import java.util.Optional;

/// Pages of the names below a prefix.
public final class Names {

  private Names() {}

  /// One page of what follows `prefix` in the keys there; one LIST call.
  public static Page<String> page(ObjectStore store, String prefix, PageRequest request) {
    String startAfter = request.last().isEmpty() ? "" : prefix + request.last();
    ListPage page = store.list(new ListQuery(prefix, startAfter, request.n(), false));
    List<String> names =
        page.objects().stream().map(o -> o.key().value().substring(prefix.length())).toList();
    return new Page<>(
        names,
        page.hasMore() && !names.isEmpty() ? Optional.of(names.getLast()) : Optional.empty());
  }
}
