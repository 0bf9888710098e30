package dev.stowage.catalog;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;

/// The repositories of the registry: those that have been given a manifest. Safe for any number of
/// threads.
@Singleton
public final class Catalog {

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

  /// Makes the repository exist; costs one write, changes nothing if it does already.
  public void add(RepositoryName repository) {
    store.ensure(new Place.CatalogMarker(repository).key(), MARKER);
  }

  /// Whether it exists.
  public boolean contains(RepositoryName repository) {
    return store.head(new Place.CatalogMarker(repository).key()).isPresent();
  }
}
