package dev.stowage.layout;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.cache.HotKeys;
import jakarta.inject.Singleton;

/// The small objects that every pull reads, and that change or come and go: tags, manifests, links
/// and records. Not accounts, keys and grants: what decides who may do what comes from the bucket.
@Singleton
public final class HotPlaces implements HotKeys {

  @Override
  public boolean isHot(ObjectKey key) {
    return Place.parse(key).filter(HotPlaces::isHot).isPresent();
  }

  private static boolean isHot(Place place) {
    return switch (place) {
      case Place.TagDocument _, Place.ManifestBytes _, Place.Link _, Place.BlobRecord _ -> true;
      case Place.Data _,
          Place.Tagged _,
          Place.Referrer _,
          Place.CatalogMarker _,
          Place.Intent _,
          Place.Parked _,
          Place.Probe _,
          Place.Solo _,
          Place.BucketId _,
          Place.Doomed _,
          Place.CollectionState _,
          Place.DigestRun _,
          Place.NamespaceAccess _,
          Place.SystemAccess _,
          Place.Account _,
          Place.SigningKeys _ ->
          false;
    };
  }
}
