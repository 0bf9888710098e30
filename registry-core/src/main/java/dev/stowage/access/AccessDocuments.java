package dev.stowage.access;

import dev.stowage.document.Documents;
import dev.stowage.document.Freshness;
import dev.stowage.document.RecentDocuments;
import dev.stowage.layout.Place;
import dev.stowage.storage.ObjectKey;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/// The documents that hold grants. Safe for any number of threads and replicas.
@Singleton
public final class AccessDocuments {

  private static final ObjectKey SYSTEM = new Place.SystemAccess().key();

  private final RecentDocuments<SystemAccess> system;
  private final RecentDocuments<NamespaceAccess> namespaces;

  public AccessDocuments(Documents documents) {
    this.system = new RecentDocuments<>(documents, SystemAccess.class);
    this.namespaces = new RecentDocuments<>(documents, NamespaceAccess.class);
  }

  /// The grants for the whole registry; empty if there never were any.
  public Optional<SystemAccess> system(Freshness freshness) {
    return system.get(SYSTEM, freshness);
  }

  /// The grants of a namespace; empty if there is no such namespace.
  public Optional<NamespaceAccess> namespace(String namespace, Freshness freshness) {
    return namespaces.get(key(namespace), freshness);
  }

  /// Changes the grants for the whole registry by compare-and-swap: see [Documents#update].
  public SystemAccess changeSystem(Function<Optional<SystemAccess>, SystemAccess> change) {
    return system.update(SYSTEM, change);
  }

  /// Changes or makes a namespace by compare-and-swap: see [Documents#update].
  public NamespaceAccess change(
      String namespace, Function<Optional<NamespaceAccess>, NamespaceAccess> change) {
    return namespaces.update(key(namespace), change);
  }

  /// Removes a namespace's grants; false if there were none.
  public boolean remove(String namespace) {
    return namespaces.remove(key(namespace), access -> true);
  }

  private static ObjectKey key(String namespace) {
    return new Place.NamespaceAccess(namespace).key();
  }
}
