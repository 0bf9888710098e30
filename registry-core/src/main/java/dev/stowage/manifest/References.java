package dev.stowage.manifest;

import dev.stowage.blob.Blob;
import dev.stowage.blob.Blobs;
import dev.stowage.manifest.kept.KeptManifests;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.manifest.Descriptor;
import dev.stowage.oci.manifest.Manifest;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Parallel;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/// Checks that what a manifest names is there, all at once, and pardons what of it is condemned.
/// Safe for any number of threads.
@Singleton
final class References {

  private final KeptManifests kept;
  private final Blobs blobs;
  private final ManifestConfig.Sparse sparse;

  References(ObjectStore store, Blobs blobs, ManifestConfig config) {
    this.kept = new KeptManifests(store);
    this.blobs = blobs;
    this.sparse = config.sparse();
  }

  /// Throws `MANIFEST_BLOB_UNKNOWN` with one entry for each that is missing, or `MANIFEST_INVALID`
  /// where a size is not the stored one. Foreign layers and the subject need not be there.
  void check(RepositoryName repository, Manifest manifest) {
    List<Lookup> lookups = lookups(repository, manifest);
    List<OciError> errors = new ArrayList<>();
    List<OptionalLong> sizes = Parallel.all(lookups.stream().map(Lookup::size).toList());
    for (int i = 0; i < lookups.size(); i++) {
      Descriptor wanted = lookups.get(i).descriptor();
      OptionalLong size = sizes.get(i);
      if (size.isEmpty()) {
        errors.add(
            new OciError(
                ErrorCode.MANIFEST_BLOB_UNKNOWN,
                "the manifest names " + wanted.digest() + ", which is not in " + repository,
                Map.of("digest", wanted.digest().toString())));
      } else if (size.getAsLong() != wanted.size()) {
        errors.add(
            new OciError(
                ErrorCode.MANIFEST_INVALID,
                "the manifest says that "
                    + wanted.digest()
                    + " has "
                    + wanted.size()
                    + " bytes, it has "
                    + size.getAsLong(),
                Map.of("digest", wanted.digest().toString())));
      }
    }
    if (!errors.isEmpty()) {
      throw new OciException(errors);
    }
  }

  private record Lookup(Descriptor descriptor, Callable<OptionalLong> size) {}

  private List<Lookup> lookups(RepositoryName repository, Manifest manifest) {
    if (sparse == ManifestConfig.Sparse.ALL) {
      return List.of();
    }
    // One look-up for each digest and size: layers repeat in real images.
    Map<String, Lookup> lookups = new LinkedHashMap<>();
    manifest.config().ifPresent(config -> add(lookups, config, blobSize(repository, config)));
    for (Descriptor layer : manifest.layers()) {
      if (!MediaTypes.isForeign(layer.mediaType())) {
        add(lookups, layer, blobSize(repository, layer));
      }
    }
    if (sparse == ManifestConfig.Sparse.NONE) {
      for (Descriptor child : manifest.manifests()) {
        add(lookups, child, manifestSize(repository, child));
      }
    }
    return List.copyOf(lookups.values());
  }

  private static void add(
      Map<String, Lookup> lookups, Descriptor descriptor, Callable<OptionalLong> size) {
    lookups.putIfAbsent(
        descriptor.digest() + " " + descriptor.size(), new Lookup(descriptor, size));
  }

  private Callable<OptionalLong> blobSize(RepositoryName repository, Descriptor descriptor) {
    return () -> sizeOf(blobs.find(repository, descriptor.digest()).map(Blob::size));
  }

  /// An index may also list content that is no manifest.
  private Callable<OptionalLong> manifestSize(RepositoryName repository, Descriptor descriptor) {
    return () ->
        sizeOf(
            kept.find(repository, descriptor.digest())
                .map(bytes -> (long) bytes.length)
                .or(() -> blobs.find(repository, descriptor.digest()).map(Blob::size)));
  }

  private static OptionalLong sizeOf(Optional<Long> size) {
    return size.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
