package dev.stowage.catalog;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The repositories of the registry: those that have been given a manifest. Safe for any number of
/// threads.
@Singleton
public final class Catalog {

  /// The most LIST calls for one page of which the caller may see little.
  private static final int MAX_CALLS = 5;

  private static final Content MARKER = Content.of("{}");

  private final ObjectStore store;

  public Catalog(ObjectStore store) {
    this.store = store;
  }

  /// One page of repository names in byte order.
  public Page<RepositoryName> list(PageRequest request) {
    Page<String> page = Names.page(store, Prefixes.CATALOG, Prefixes.CATALOG_END, request);
    return new Page<>(page.items().stream().map(RepositoryName::parse).toList(), page.next());
  }

  /// The same of those that are `visible`. Where few are, a page may hold less than was asked for,
  /// or nothing, and yet have a next; that one then begins after a name that is not visible.
  public Page<RepositoryName> list(PageRequest request, Predicate<RepositoryName> visible) {
    List<RepositoryName> found = new ArrayList<>();
    PageRequest query = request;
    for (int call = 1; ; call++) {
      Page<RepositoryName> page = list(query);
      for (RepositoryName name : page.items()) {
        if (visible.test(name)) {
          found.add(name);
          if (found.size() == request.n()) {
            boolean more = page.next().isPresent() || !name.equals(page.items().getLast());
            return new Page<>(found, more ? Optional.of(name.value()) : Optional.empty());
          }
        }
      }
      if (page.next().isEmpty() || call == MAX_CALLS) {
        return new Page<>(found, page.next());
      }
      query = new PageRequest(PageRequest.MAX, page.next().get());
    }
  }

  /// Makes the repository exist; costs one write, changes nothing if it does already.
  public void add(RepositoryName repository) {
    store.ensure(new Place.CatalogMarker(repository).key(), MARKER);
  }

  /// Whether it exists.
  public boolean contains(RepositoryName repository) {
    return store.head(new Place.CatalogMarker(repository).key()).isPresent();
  }
}
