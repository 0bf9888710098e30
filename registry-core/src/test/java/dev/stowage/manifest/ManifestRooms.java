package dev.stowage.manifest;

import dev.stowage.blob.Blobs;
import dev.stowage.catalog.Catalog;
import dev.stowage.document.Documents;
import dev.stowage.layout.UploadId;
import dev.stowage.manifest.referrer.Referrers;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ObjectStore;
import dev.stowage.tag.TagCondition;
import dev.stowage.tag.Tags;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One replica's manifest rooms over a store, and small manifests to push.
public final class ManifestRooms {
  static final RepositoryName REPOSITORY = RepositoryName.parse("team/app");
  static final String CONFIG = "{}";

  public final Blobs blobs;
  public final Tags tags;
  public final Catalog catalog;
  public final Referrers referrers;
  public final Manifests manifests;
  final ObjectStore store;

  /// Rooms that refuse manifests whose references are missing.
  public ManifestRooms(ObjectStore store) {
    this(store, ManifestConfig.Sparse.NONE);
  }

  /// Rooms over a store to which nothing is written yet.
  public static ManifestRooms bare(ObjectStore store) {
    return new ManifestRooms(store, ManifestConfig.Sparse.NONE, false);
  }

  ManifestRooms(ObjectStore store, ManifestConfig.Sparse sparse) {
    this(store, sparse, true);
  }

  private ManifestRooms(ObjectStore store, ManifestConfig.Sparse sparse, boolean furnished) {
    this.store = store;
    Documents documents = new Documents(store);
    blobs = new Blobs(store, documents);
    catalog = new Catalog(store);
    tags = new Tags(store, documents, catalog);
    referrers = new Referrers(store);
    manifests =
        new Manifests(store, tags, catalog, new References(store, blobs, () -> sparse), referrers);
    if (furnished) {
      blobs.publish(REPOSITORY, digest(CONFIG), UploadId.random(), CONFIG.length());
    }
  }

  Digest push(String manifest, String... pushedTags) {
    return push(manifest, TagCondition.any(), pushedTags);
  }

  Digest push(String manifest, TagCondition condition, String... pushedTags) {
    List<Tag> list = List.of(pushedTags).stream().map(Tag::parse).toList();
    return manifests
        .put(
            REPOSITORY,
            Optional.empty(),
            list,
            manifest.getBytes(StandardCharsets.UTF_8),
            null,
            condition)
        .digest();
  }

  /// An image without layers; `note` makes it one of its own.
  static String image(String note) {
    return image(note, "");
  }

  /// An image that refers to `subject`.
  static String imageOf(String note, Digest subject) {
    return image(
        note,
        ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7}"
            .formatted(MediaTypes.OCI_MANIFEST, subject));
  }

  private static String image(String note, String more) {
    return """
        {"schemaVersion":2,"mediaType":"%s",
         "config":{"mediaType":"application/vnd.test.config","digest":"%s","size":%d},
         "layers":[],"annotations":{"note":"%s"}%s}"""
        .formatted(MediaTypes.OCI_MANIFEST, digest(CONFIG), CONFIG.length(), note, more);
  }

  static Digest digest(String text) {
    return Hasher.digest(Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
  }
}
