package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a listing gives, and what it should give.
final class Listed {

  private Listed() {}

  /// Objects and groups of one page, in their common order.
  static List<String> names(ListPage page) {
    SortedSet<String> names = new TreeSet<>(page.groups());
    assertThat(page.groups()).isSorted().doesNotHaveDuplicates();
    List<String> objects = page.objects().stream().map(e -> e.key().value()).toList();
    assertThat(objects).isSorted().doesNotHaveDuplicates();
    names.addAll(objects);
    assertThat(names).hasSize(page.groups().size() + objects.size());
    return List.copyOf(names);
  }

  /// All pages. A store may learn only from an empty page that the one before was the last.
  static List<String> pages(ObjectStore store, ListQuery query) {
    List<String> names = new ArrayList<>();
    ListQuery next = query;
    while (true) {
      ListPage page = store.list(next);
      List<String> found = names(page);
      assertThat(found).hasSizeLessThanOrEqualTo(query.limit());
      names.addAll(found);
      if (!page.hasMore()) {
        return names;
      }
      assertThat(page.next()).isGreaterThan(next.startAfter());
      next = query.after(page.next());
    }
  }

  /// What the contract says of these keys.
  static List<String> expected(Collection<String> keys, ListQuery query) {
    SortedSet<String> names = new TreeSet<>();
    for (String key : keys) {
      if (key.startsWith(query.prefix())) {
        int slash = query.delimited() ? key.indexOf('/', query.prefix().length()) : -1;
        String name = slash < 0 ? key : key.substring(0, slash + 1);
        if (name.compareTo(query.startAfter()) > 0) {
          names.add(name);
        }
      }
    }
    return List.copyOf(names);
  }
}
