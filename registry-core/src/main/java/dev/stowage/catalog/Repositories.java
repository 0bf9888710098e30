package dev.stowage.catalog;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import java.util.Comparator;
import java.util.Optional;

/// All repositories of which anything is stored, also those that have no manifest and so are not in
/// the [Catalog]; in the order of the bucket. Each costs one listing of a single key, however much
/// it holds. Safe for any number of threads.
public final class Repositories {

  /// The order of the bucket.
  public static final Comparator<RepositoryName> ORDER = Comparator.comparing(Prefixes::behind);

  private final ObjectStore store;

  public Repositories(ObjectStore store) {
    this.store = store;
  }

  /// The first one; empty if there is none.
  public Optional<RepositoryName> first() {
    return behind(Prefixes.REPOSITORIES);
  }

  /// The one that follows; empty if there is none. `before` need not exist.
  public Optional<RepositoryName> after(RepositoryName before) {
    return behind(Prefixes.behind(before));
  }

  private Optional<RepositoryName> behind(String start) {
    ListQuery query = new ListQuery(Prefixes.REPOSITORIES, start, 1, false);
    while (true) {
      ListPage page = store.list(query);
      for (ListPage.Entry entry : page.objects()) {
        Optional<RepositoryName> name = Place.parse(entry.key()).flatMap(Repositories::of);
        if (name.isPresent()) {
          return name;
        }
      }
      if (!page.hasMore()) {
        return Optional.empty();
      }
      query = query.after(page.next());
    }
  }

  private static Optional<RepositoryName> of(Place place) {
    return switch (place) {
      case Place.Link(var repository, _) -> Optional.of(repository);
      case Place.ManifestBytes(var repository, _) -> Optional.of(repository);
      case Place.TagDocument(var repository, _) -> Optional.of(repository);
      case Place.Tagged(var repository, _, _) -> Optional.of(repository);
      case Place.Referrer(var repository, _, _) -> Optional.of(repository);
      default -> Optional.empty();
    };
  }
}
