package dev.stowage.collect.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.blob.Blob;
import dev.stowage.blob.UnusedBlobs;
import dev.stowage.catalog.Repositories;
import dev.stowage.collect.sweep.DigestRuns;
import dev.stowage.collect.sweep.RecordSweep;
import dev.stowage.collect.sweep.RepositorySweep;
import dev.stowage.document.Documents;
import dev.stowage.grace.Terms;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.manifest.ManifestRooms;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.tag.TagCondition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// The rooms of the registry as one actor enters them, and what he can do there: with one blob, an
/// image that names it, and an index of that image.
final class Rooms {

  static final RepositoryName A = RepositoryName.parse("a");
  static final RepositoryName B = RepositoryName.parse("b");

  private static final String BLOB = "{}";
  private static final Digest DIGEST = digest(BLOB);
  private static final String IMAGE =
      "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]}"
          .formatted(MediaTypes.OCI_MANIFEST, descriptor("application/vnd.test", BLOB));
  private static final String INDEX =
      "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
          .formatted(MediaTypes.OCI_INDEX, descriptor(MediaTypes.OCI_MANIFEST, IMAGE));

  private final ModelBucket bucket;
  private final ModelStore.Turns turns;
  private final ModelStore store;
  private final Scenario scenario;
  private final Set<String> facts;
  private final int number;
  private final Set<Mutation> mutations;
  private final IntSupplier marks;
  private final Documents documents;
  private final ManifestRooms rooms;

  Rooms(Execution execution, Actor actor) {
    this(
        execution.bucket,
        execution.scenario,
        actor,
        actor.role.mutations(),
        execution.facts,
        actor.role.number(),
        actor::nextMark);
  }

  private Rooms(
      ModelBucket bucket,
      Scenario scenario,
      ModelStore.Turns turns,
      Set<Mutation> mutations,
      Set<String> facts,
      int number,
      IntSupplier marks) {
    this.mutations = EnumSet.noneOf(Mutation.class);
    this.mutations.addAll(mutations);
    if (scenario.tombstones()) {
      this.mutations.add(Mutation.TOMBSTONES);
    }
    this.bucket = bucket;
    this.turns = turns;
    this.store = new ModelStore(bucket, turns, this.mutations);
    this.scenario = scenario;
    this.facts = facts;
    this.number = number;
    this.marks = marks;
    this.documents = new Documents(store);
    this.rooms = ManifestRooms.bare(store);
  }

  /// The bucket as the preparation leaves it.
  static ModelBucket prepare(Scenario scenario) {
    var bucket = new ModelBucket();
    int number = 90;
    for (Scenario.Preparation preparation : scenario.preparation()) {
      bucket.now = preparation.time();
      preparation.program().run(careful(bucket, scenario, number++));
    }
    return bucket;
  }

  private static Rooms careful(ModelBucket bucket, Scenario scenario, int number) {
    int[] marks = {0};
    return new Rooms(
        bucket,
        scenario,
        ModelStore.Turns.NONE,
        Set.of(),
        new TreeSet<>(),
        number,
        () -> 10_000 + 100 * number + ++marks[0]);
  }

  /// Lets everybody die and collects until nothing changes any more.
  static void recover(Execution execution, List<String> unfinished) {
    ModelBucket bucket = execution.bucket.copy();
    for (int round = 0; round < 10; round++) {
      bucket.now += Execution.GRACE;
      careful(bucket, execution.scenario, 80 + round).collect(1);
      List<String> faults = bucket.faults(execution.scenario.tags());
      if (!faults.isEmpty()) {
        throw new AssertionError(execution.report("after death and a collection: " + faults));
      }
    }
    List<String> orphans = bucket.orphans(unfinished);
    if (!orphans.isEmpty()) {
      throw new AssertionError(
          execution.report("left when all has been collected: " + orphans + bucket.state()));
    }
    for (String fact : execution.facts) {
      if (!bucket.objects.containsKey(fact)) {
        throw new AssertionError(execution.report("lost after a collection: " + fact));
      }
    }
  }

  /// Where the data lies that actor `number` uploads.
  static String dataKey(int number) {
    return new Place.Data(data(number)).key().value();
  }

  private static UploadId data(int number) {
    return new UploadId("%032x".formatted(number + 1));
  }

  /// Pushes the blob.
  void push(RepositoryName repository) {
    var key = new Place.Data(data(number)).key();
    store.write(key, Content.of(BLOB), Condition.IF_ABSENT);
    Blob blob = rooms.blobs.publish(repository, DIGEST, data(number), BLOB.length());
    if (!blob.data().equals(key)) {
      store.delete(key, Condition.ALWAYS);
    }
  }

  /// Whether the registry says that the blob is there.
  boolean has(RepositoryName repository) {
    return rooms.blobs.find(repository, DIGEST).isPresent();
  }

  /// Mounts the blob; false if it is not there to be mounted.
  boolean mount(RepositoryName target, Optional<RepositoryName> from) {
    return rooms.blobs.mount(target, DIGEST, from, source -> true);
  }

  /// Takes the blob away.
  void unlink(RepositoryName repository) {
    rooms.blobs.unlink(repository, DIGEST);
  }

  /// Whether the registry says that the image is there.
  boolean hasImage(RepositoryName repository) {
    return rooms.manifests.find(repository, new Reference.ByDigest(digest(IMAGE))).isPresent();
  }

  /// Pushes the image; false if it is refused since the blob is not there.
  boolean image(RepositoryName repository, String... tags) {
    return put(repository, IMAGE, tags);
  }

  /// Pushes the index; false if it is refused since the image is not there.
  boolean index(RepositoryName repository, String... tags) {
    return put(repository, INDEX, tags);
  }

  /// What the client was told to be there before must be there still.
  static void must(boolean accepted) {
    assertThat(accepted).as("relying on what the registry said to be there").isTrue();
  }

  private boolean put(RepositoryName repository, String manifest, String... tags) {
    byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
    List<Tag> pushed = Stream.of(tags).map(Tag::parse).toList();
    try {
      rooms.manifests.put(repository, Optional.empty(), pushed, bytes, null, TagCondition.any());
    } catch (OciException refused) {
      return false;
    }
    if (scenario.tags()) {
      if (!scenario.untagged() || tags.length > 0) {
        facts.add(new Place.ManifestBytes(repository, digest(manifest)).key().value());
      }
      pushed.forEach(tag -> facts.add(new Place.TagDocument(repository, tag).key().value()));
    }
    return true;
  }

  /// Deletes the image, if it is there.
  void deleteImage(RepositoryName repository) {
    try {
      rooms.manifests.delete(repository, digest(IMAGE));
    } catch (OciException isGone) {
      // as well
    }
  }

  /// Condemns the record as a collection does that passed by the repository before it had the link.
  void condemn() {
    new UnusedBlobs(store, documents).records(List.of(DIGEST), terms(), UploadId::random);
  }

  /// Makes that many collections, one after the other.
  void collect(int times) {
    for (int i = 0; i < times; i++) {
      var blobs = new UnusedBlobs(store, documents);
      var runs = new DigestRuns(store, UploadId.random());
      Terms terms = terms();
      blobs.settle(terms);
      var sweep =
          new RepositorySweep(
              store, rooms.tags, blobs, terms, scenario.untagged(), objects -> {}, runs);
      var repositories = new Repositories(store);
      for (Optional<RepositoryName> each = repositories.first();
          each.isPresent();
          each = repositories.after(each.get())) {
        sweep.sweep(each.get());
      }
      sweep.finish();
      if (mutations.contains(Mutation.DUE_WHEN_SEEN)) {
        store.list(ListQuery.of("doomed/")); // time may pass here
        terms = terms();
      }
      int digit = Integer.parseInt(DIGEST.hex().substring(0, 1), 16);
      new RecordSweep(store, blobs, terms, objects -> {}, runs).sweep(digit);
      runs.drop();
    }
  }

  private Terms terms() {
    turns.noted("time " + bucket.now); // which is not asked for in a call
    int grace = mutations.contains(Mutation.NO_GRACE) ? 0 : Execution.GRACE;
    return new Terms(
        ModelBucket.instant(bucket.now - grace),
        () -> Instant.ofEpochSecond(0, marks.getAsInt()),
        false);
  }

  private static Digest digest(String text) {
    return Hasher.digest(Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String descriptor(String mediaType, String content) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest(content), content.length());
  }
}
