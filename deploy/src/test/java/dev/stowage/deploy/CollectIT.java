package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Collections, one after the other and by all replicas at once, under clients that use the same
/// few blobs again and again, while replicas are killed at random moments: nothing that was
/// acknowledged is lost, nobody who relies on a promise is disappointed, and when all is quiet a
/// last collection leaves nothing that is not used.
///
/// `-Dstowage.test.collect-seconds` says for how long; `-Dstowage.test.seed` repeats a run's
/// choices.
class CollectIT {

  private static final int SECONDS = Integer.getInteger("stowage.test.collect-seconds", 8);
  private static final int CLIENTS = 8;
  private static final int SHORTEST_LIFE_MILLIS = 500;
  private static final int LONGEST_LIFE_MILLIS = 4000;
  private static final Duration BETWEEN_COLLECTIONS = Duration.ofMillis(300);
  private static final Duration COLLECTION_LIMIT = Duration.ofSeconds(100);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "stowage.collect.grace",
          Recycler.PROMISE.plusSeconds(1).toString(),
          "stowage.collect.untagged",
          "delete",
          "stowage.collect.rate",
          "0",
          "stowage.uploads.session-life",
          "5s",
          "stowage.storage.redirect",
          "off");

  /// Manifests, then links, then blobs go, each a grace period after their mark.
  private static final int LAST_COLLECTIONS = 8;

  private final SplittableRandom random = new SplittableRandom(seed());
  private final List<Recycler> clients =
      IntStream.range(0, CLIENTS).mapToObj(i -> new Recycler(i, random.split())).toList();
  private @TempDir Path folder;

  private static long seed() {
    long seed = Long.getLong("stowage.test.seed", System.nanoTime());
    System.out.println("CollectIT: -Dstowage.test.seed=" + seed);
    return seed;
  }

  @Test
  void losesNothingAndLeavesNothingInADirectory() throws IOException {
    Path root = folder.resolve("data");
    Registry busy = Registry.directory(root).withJava(options(SETTINGS));
    try (busy) {
      busy.start();
      work(
          busy::port,
          () -> {
            busy.kill();
            busy.start();
          });
      verify(busy.port(), Bucket.directory(root));
    }
    try (Registry quiet = Registry.directory(root).withJava(options(withoutGrace())).start()) {
      collectAll(quiet.port());
      verify(quiet.port(), Bucket.directory(root));
    }
    assertNothingUnused(Bucket.directory(root));
  }

  @Test
  void losesNothingAndLeavesNothingWithSeveralReplicas() throws IOException {
    try (S3Backing store = S3Backing.s3Proxy();
        RedisServer redis = RedisServer.started()) {
      var settings = new TreeMap<>(SETTINGS);
      settings.put("stowage.redis.uri", redis.uri());
      try (Cluster busy = Cluster.start(folder.resolve("busy"), 2, store, settings)) {
        work(
            busy::port,
            () -> {
              int victim = 1 + random.nextInt(2);
              busy.awaitReady(victim);
              busy.awaitReady(3 - victim);
              busy.kill(victim);
            },
            busy.port(1),
            busy.port(2));
        busy.awaitServing();
        verify(busy.port(), store.bucket());
      }
      settings.putAll(withoutGrace());
      try (Cluster quiet = Cluster.start(folder.resolve("quiet"), 1, store, settings)) {
        collectAll(quiet.port());
        verify(quiet.port(), store.bucket());
      }
      assertNothingUnused(store.bucket());
    }
  }

  private static Map<String, String> withoutGrace() {
    var settings = new TreeMap<>(SETTINGS);
    settings.put("stowage.collect.grace", "0s");
    return settings;
  }

  private static String options(Map<String, String> settings) {
    var options = new StringBuilder();
    settings.forEach((key, value) -> options.append(" -D").append(key).append('=').append(value));
    return options.toString();
  }

  /// Lets all clients and the collectors work, and the killer kill.
  ///
  /// @param ports the replicas that collect; those where clients go if there is but one
  private void work(IntSupplier port, Runnable kill, int... ports) {
    var enough = new AtomicBoolean();
    List<Together.Piece> pieces = new ArrayList<>();
    clients.forEach(client -> pieces.add(() -> client.work(port, enough::get)));
    List<Integer> collecting = ports.length == 0 ? List.of(port.getAsInt()) : list(ports);
    int[] collections = {0};
    for (int one : collecting) {
      pieces.add(
          () -> {
            while (!enough.get()) {
              try (var client = new Client(one)) {
                client.collect();
                collections[0]++;
              } catch (IOException | Client.Unavailable lost) {
                // killed; it comes again
              }
              Poll.pause(BETWEEN_COLLECTIONS);
            }
          });
    }
    int[] kills = {0};
    Together.all(
        pieces,
        () -> {
          long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
          try {
            while (System.nanoTime() - end < 0) {
              Poll.pause(
                  Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS)));
              kill.run();
              kills[0]++;
            }
          } finally {
            enough.set(true);
          }
        });
    int images = clients.stream().mapToInt(Recycler::images).sum();
    System.out.printf(
        "CollectIT: %d images pushed under %d kills, %d times a collection was asked for, %d pushes"
            + " were too late%n",
        images, kills[0], collections[0], clients.stream().mapToInt(Recycler::late).sum());
    assertThat(images).isPositive();
  }

  private static List<Integer> list(int... numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  private void verify(int port, Bucket bucket) throws IOException {
    for (Recycler client : clients) {
      client.verify(port);
    }
    assertThat(StoreWalk.faults(bucket, new HashSet<>())).isEmpty();
  }

  private static void collectAll(int port) throws IOException {
    for (int i = 0; i < LAST_COLLECTIONS; i++) {
      try (var client = new Client(port)) {
        String begun = client.collect();
        Poll.until(
            COLLECTION_LIMIT,
            () -> "the collection does not end: " + begun,
            () -> latest(port).contains("\"phase\":\"DONE\""));
        System.out.println("CollectIT: " + latest(port));
      }
      Poll.pause(Duration.ofMillis(1200)); // in whole seconds, marks are older than the next one
    }
  }

  private static String latest(int port) {
    try (var client = new Client(port)) {
      return client.text("/q/collections/latest");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Every manifest has a tag, every link is named, every record linked, all data a record's.
  private static void assertNothingUnused(Bucket bucket) throws IOException {
    Poll.until(
        COLLECTION_LIMIT,
        () -> "left over: " + StoreWalk.leftovers(bucket),
        () -> StoreWalk.leftovers(bucket).isEmpty());
    Set<String> used = new HashSet<>();
    for (String key : bucket.keys()) {
      if (key.contains("/_tags/")) {
        used.add(here(key) + "/_manifests/" + hex(text(bucket, key)));
      } else if (key.contains("/_manifests/")) {
        used.add(here(key) + "/_blobs/" + hex(text(bucket, key)));
      } else if (key.contains("/_blobs/")) {
        String hex = key.substring(key.lastIndexOf('/') + 1);
        used.add("blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
      }
    }
    List<String> unused =
        bucket.keys().stream()
            .filter(key -> key.matches("repos/.*/_(manifests|blobs)/.*|blobs/.*|doomed/.*"))
            .filter(key -> !used.contains(key))
            .toList();
    assertThat(unused).isEmpty();
  }

  private static String here(String key) {
    return key.substring(0, key.indexOf("/_"));
  }

  private static String text(Bucket bucket, String key) throws IOException {
    try (var in = bucket.open(key)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The first digest that a text names, as a path.
  private static String hex(String text) {
    int at = text.indexOf("sha256:");
    return text.substring(at, at + "sha256:".length() + 64).replace(':', '/');
  }
}
