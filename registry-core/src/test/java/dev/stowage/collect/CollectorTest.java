package dev.stowage.collect;

import static dev.stowage.collect.CollectRooms.APP;
import static dev.stowage.collect.CollectRooms.digest;
import static dev.stowage.collect.CollectRooms.subject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.collect.CollectConfig.Untagged;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.layout.Place;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ForwardingStore;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.fs.DirectoryStore;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {

  private static final RepositoryName OTHER = RepositoryName.parse("team/app/other");

  private final MemoryBucket bucket = new MemoryBucket();
  private @TempDir Path folder;

  private ObjectStore store(String kind) {
    return switch (kind) {
      case "memory" -> new MemoryStore(bucket);
      case "tombstones" -> MemoryStore.withoutConditionalDelete(bucket);
      default -> DirectoryStore.open(folder.resolve("root"));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "tombstones", "directory"})
  void freesWhatNoManifestNames(String kind) throws InterruptedException {
    try (ObjectStore store = store(kind)) {
      CollectRooms app = new CollectRooms(store, Untagged.KEEP);
      app.image(APP, app.blob(APP, "named"), "", "v1");
      app.blob(APP, "not named");
      app.blob(OTHER, "not named");
      Tally first = app.collect();
      assertThat(first.links().condemned()).isEqualTo(2);
      assertThat(first.blobs().condemned()).isZero();
      Tally second = app.collect();
      assertThat(second.links().deleted()).isEqualTo(2);
      assertThat(second.blobs().condemned()).isEqualTo(1);
      assertThat(second.waitingBytes()).isEqualTo(9);
      Tally third = app.collect();
      assertThat(third.blobs().deleted()).isEqualTo(1);
      assertThat(third.freedBytes()).isEqualTo(9);
      Tally fourth = app.collect();
      assertThat(fourth.blobs()).isEqualTo(new Tally.Count(1, 0, 0, 0, 0));
      assertThat(app.keys("data/")).hasSize(1);
      assertThat(app.keys("doomed/")).isEmpty();
      assertThat(app.keys("sys/")).containsExactly("sys/collect/state");
      assertThat(app.rooms.blobs.find(APP, digest("named"))).isPresent();
      assertThat(app.rooms.blobs.find(APP, digest("not named"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "tombstones", "directory"})
  void givesABlobBackThatIsPushedAgain(String kind) throws InterruptedException {
    try (ObjectStore store = store(kind)) {
      CollectRooms app = new CollectRooms(store, Untagged.KEEP);
      for (int round = 0; round < 4; round++) {
        app.blob(APP, "again and again");
        app.image(APP, "again and again", "", "v1");
        app.rooms.manifests.delete(APP, digest(app.image(APP, "again and again", "")));
        for (int i = 0; i < round; i++) {
          app.collect();
        }
      }
      app.blob(APP, "again and again");
      app.image(APP, "again and again", "", "v1");
      app.collect();
      app.collect();
      app.collect();
      ObjectBody body =
          app.rooms.blobs.open(
              app.rooms.blobs.find(APP, digest("again and again")).orElseThrow(), ByteRange.ALL);
      assertThat(body.readAll()).asString().isEqualTo("again and again");
    }
  }

  @Test
  void waitsOutTheGracePeriod() throws InterruptedException {
    CollectRooms app = new CollectRooms(store("memory"), Untagged.KEEP, Duration.ofHours(1));
    app.blob(APP, "not named");
    assertThat(app.collect().links().condemned()).isEqualTo(1);
    assertThat(app.collect().links().waiting()).isEqualTo(1);
    assertThat(app.rooms.blobs.find(APP, digest("not named"))).isPresent();
    assertThat(app.collect().links().condemned()).as("that look has pardoned it").isEqualTo(1);
  }

  @Test
  void tellsWhatItWouldDoAndChangesNothing() throws InterruptedException {
    CollectRooms app = new CollectRooms(store("memory"), Untagged.DELETE);
    String old = app.image(APP, app.blob(APP, "old"), "", "v1");
    app.image(APP, app.blob(APP, "new"), "", "v1");
    app.blob(APP, "not named");
    Map<String, String> before = all(app);
    Tally told = app.collect(true);
    assertThat(told.manifests().condemned()).isEqualTo(1);
    assertThat(told.links().condemned()).isEqualTo(1);
    assertThat(told.blobs().condemned()).isEqualTo(1);
    assertThat(told.waitingBytes()).isEqualTo(9);
    Map<String, String> after = all(app);
    after.keySet().removeIf(key -> key.startsWith("sys/collect/"));
    assertThat(after).isEqualTo(before);
    assertThat(app.hasManifest(old)).isTrue();
  }

  private static Map<String, String> all(CollectRooms app) {
    Map<String, String> all = new TreeMap<>();
    for (ListPage.Entry entry : app.store.list(ListQuery.of("")).objects()) {
      all.put(
          entry.key().value(),
          new String(
              app.store.open(entry.key(), ByteRange.ALL).orElseThrow().readAll(),
              StandardCharsets.UTF_8));
    }
    return all;
  }

  @Test
  void keepsUntaggedManifestsUnlessToldOtherwise() throws InterruptedException {
    CollectRooms app = new CollectRooms(store("memory"), Untagged.KEEP);
    String untagged = app.image(APP, app.blob(APP, "config"), "");
    collectTimes(app, 4);
    assertThat(app.hasManifest(untagged)).isTrue();
    assertThat(app.rooms.blobs.find(APP, digest("config"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "tombstones", "directory"})
  void removesManifestsThatNothingKeeps(String kind) throws InterruptedException {
    try (ObjectStore store = store(kind)) {
      CollectRooms app = new CollectRooms(store, Untagged.DELETE);
      app.blob(APP, "config");
      String child = app.image(APP, "config", ",\"annotations\":{\"a\":\"child\"}");
      String index = app.index(APP, List.of(child), "v1");
      String signature = app.image(APP, "config", subject(index));
      String signatureOfChild = app.image(APP, "config", subject(child));
      String lost = app.image(APP, "config", ",\"annotations\":{\"a\":\"lost\"}");
      String lostSignature = app.image(APP, "config", subject(lost));
      collectTimes(app, 6);
      assertThat(List.of(child, index, signature, signatureOfChild)).allMatch(app::hasManifest);
      assertThat(List.of(lost, lostSignature)).noneMatch(app::hasManifest);
      app.image(APP, "config", ",\"annotations\":{\"a\":\"next\"}", "v1");
      collectTimes(app, 8);
      assertThat(List.of(child, index, signature, signatureOfChild)).noneMatch(app::hasManifest);
      assertThat(app.rooms.blobs.find(APP, digest("config"))).isPresent();
    }
  }

  @Test
  void leavesARepositoryAloneOfWhichItDoesNotUnderstandAManifest() throws InterruptedException {
    CollectRooms app = new CollectRooms(store("memory"), Untagged.DELETE);
    app.blob(APP, "not named");
    app.store.write(
        new Place.ManifestBytes(APP, digest("new kind")).key(),
        Content.of("new kind"),
        Condition.IF_ABSENT);
    Tally tally = collectTimes(app, 4);
    assertThat(tally.undecided()).isEqualTo(1);
    assertThat(app.keys("data/")).hasSize(1);
    assertThat(app.rooms.blobs.find(APP, digest("not named"))).isPresent();
  }

  @Test
  void sharesTheWorkAmongReplicas() throws Exception {
    List<CollectRooms> replicas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      replicas.add(new CollectRooms(new MemoryStore(bucket), Untagged.KEEP));
    }
    for (int i = 0; i < 450; i++) {
      RepositoryName repository = RepositoryName.parse("r" + i / 9 + "/" + i % 9);
      replicas.getFirst().blob(repository, "unused " + i % 100);
      replicas.getFirst().image(repository, replicas.getFirst().blob(repository, "c" + i), "", "t");
    }
    // Three would do, but who is taken for dead counts as used what another has just removed.
    for (int round = 0; round < 6; round++) {
      replicas.getFirst().collector.begin(false);
      try (var threads = Executors.newFixedThreadPool(3)) {
        List<Future<?>> running = new ArrayList<>();
        for (CollectRooms replica : replicas) {
          running.add(
              threads.submit(
                  () -> {
                    while (replica.collector.find().orElseThrow().running()) {
                      try {
                        replica.collector.takePart();
                      } catch (StorageException late) {
                        // In a store for one alone each takes the others for dead.
                      }
                    }
                    return null;
                  }));
        }
        for (Future<?> one : running) {
          one.get();
        }
      }
    }
    CollectRooms one = replicas.getFirst();
    assertThat(one.keys("data/")).hasSize(450);
    assertThat(one.keys("blobs/")).hasSize(450);
    assertThat(one.keys("doomed/")).isEmpty();
    assertThat(one.collect().repositories()).isEqualTo(450);
  }

  /// A store that fails after so many calls, as for a replica that dies.
  private static final class Mortal extends ForwardingStore {
    private int left;

    Mortal(ObjectStore store, int left) {
      super(store);
      this.left = left;
    }

    private void live() {
      if (left-- <= 0) {
        throw new StorageException(StorageException.Kind.UNAVAILABLE, "dead");
      }
    }

    @Override
    public boolean delete(ObjectKey key, Condition condition) {
      live();
      return super.delete(key, condition);
    }

    @Override
    public WriteResult write(ObjectKey key, Content content, Condition condition) {
      live();
      return super.write(key, content, condition);
    }

    @Override
    public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
      live();
      return super.deleteAll(keys);
    }
  }

  @Test
  void goesOnWhereAReplicaDied() throws InterruptedException {
    CollectRooms app = new CollectRooms(new MemoryStore(bucket), Untagged.KEEP);
    app.image(APP, app.blob(APP, "named"), "", "v1");
    for (int i = 0; i < 20; i++) {
      app.blob(APP, "not named " + i);
    }
    int deaths = 0;
    for (int life = 3; app.keys("blobs/").size() > 1; life = life % 40 + 1) {
      try {
        new CollectRooms(new Mortal(new MemoryStore(bucket), life), Untagged.KEEP).collect();
      } catch (StorageException dead) {
        deaths++;
      }
    }
    assertThat(deaths).isPositive();
    app.collect(); // what the last one may have left undone
    app.collect();
    assertThat(app.keys("data/")).hasSize(1);
    assertThat(app.keys("doomed/")).isEmpty();
    assertThat(app.rooms.blobs.find(APP, digest("named"))).isPresent();
  }

  @Test
  void doesNotBeginASecondOneBesideOneThatGoesOn() {
    CollectRooms app = new CollectRooms(new MemoryStore(bucket), Untagged.KEEP);
    GarbageCollection begun = app.collector.begin(true);
    assertThat(app.collector.begin(false)).isEqualTo(begun);
  }

  private static Tally collectTimes(CollectRooms app, int times) throws InterruptedException {
    Tally last = Tally.NONE;
    for (int i = 0; i < times; i++) {
      last = app.collect();
    }
    return last;
  }
}
