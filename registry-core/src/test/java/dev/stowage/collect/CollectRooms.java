package dev.stowage.collect;

import dev.stowage.blob.Blob;
import dev.stowage.blob.UnusedBlobs;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.manifest.ManifestRooms;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.tag.TagCondition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A replica's rooms over a store, with a collector for which every mark is due at once.
final class CollectRooms {

  static final RepositoryName APP = RepositoryName.parse("team/app");

  final ObjectStore store;
  final ManifestRooms rooms;
  final Collector collector;

  CollectRooms(ObjectStore store, CollectConfig.Untagged untagged) {
    this(store, untagged, Duration.ofDays(-1));
  }

  CollectRooms(ObjectStore store, CollectConfig.Untagged untagged, Duration grace) {
    this.store = store;
    this.rooms = ManifestRooms.bare(store);
    Documents documents = new Documents(store);
    this.collector =
        new Collector(
            store,
            documents,
            rooms.tags,
            new UnusedBlobs(store, documents),
            new Config(untagged, grace),
            new CollectMeters(new SimpleMeterRegistry()));
  }

  private record Config(Untagged untagged, Duration grace) implements CollectConfig {
    @Override
    public Optional<Duration> every() {
      return Optional.empty();
    }

    @Override
    public int rate() {
      return 0;
    }
  }

  /// A whole collection by this replica.
  Tally collect() throws InterruptedException {
    return collect(false);
  }

  Tally collect(boolean dry) throws InterruptedException {
    collector.begin(dry);
    collector.takePart();
    return collector.find().filter(c -> !c.running()).orElseThrow().tally();
  }

  /// Publishes a blob with these bytes.
  String blob(RepositoryName repository, String bytes) {
    UploadId data = UploadId.random();
    ObjectKey key = new Place.Data(data).key();
    store.write(key, Content.of(bytes), Condition.IF_ABSENT);
    Blob blob = rooms.blobs.publish(repository, digest(bytes), data, bytes.length());
    if (!blob.data().equals(key)) {
      store.delete(key, Condition.ALWAYS);
    }
    return bytes;
  }

  /// Pushes an image whose config is that blob, and `more` members.
  String image(RepositoryName repository, String config, String more, String... tags) {
    return put(
        repository,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]%s}"
            .formatted(MediaTypes.OCI_MANIFEST, descriptor("application/vnd.test", config), more),
        tags);
  }

  /// Pushes an index of those manifests.
  String index(RepositoryName repository, List<String> children, String... tags) {
    return put(
        repository,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(
                MediaTypes.OCI_INDEX,
                children.stream()
                    .map(child -> descriptor(MediaTypes.OCI_MANIFEST, child))
                    .collect(Collectors.joining(","))),
        tags);
  }

  private String put(RepositoryName repository, String manifest, String... tags) {
    rooms.manifests.put(
        repository,
        Optional.empty(),
        Stream.of(tags).map(Tag::parse).toList(),
        manifest.getBytes(StandardCharsets.UTF_8),
        null,
        TagCondition.any());
    return manifest;
  }

  static String subject(String manifest) {
    return ",\"subject\":" + descriptor(MediaTypes.OCI_MANIFEST, manifest);
  }

  boolean hasManifest(String manifest) {
    return store
        .head(new Place.ManifestBytes(APP, digest(manifest)).key())
        .filter(info -> info.size() > 0)
        .isPresent();
  }

  static Digest digest(String bytes) {
    return Hasher.digest(Algorithm.SHA256, bytes.getBytes(StandardCharsets.UTF_8));
  }

  private static String descriptor(String mediaType, String bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest(bytes), bytes.length());
  }

  /// The keys of all objects with that prefix that are no tombstones.
  List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    ListQuery query = ListQuery.of(prefix);
    for (; ; ) {
      ListPage page = store.list(query);
      page.objects().stream()
          .filter(entry -> entry.size() > 0)
          .forEach(entry -> keys.add(entry.key().value()));
      if (!page.hasMore()) {
        return keys;
      }
      query = query.after(page.next());
    }
  }
}
