package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `kill -9` at random moments under eight clients that push, tag, refer and delete: what was
/// acknowledged is there and byte-equal after the next start, nothing that can be seen is broken,
/// and nothing is left over.
///
/// `-Dstowage.test.kills` says how many; `-Dstowage.test.seed` repeats a run's choices.
class CrashIT {

  private static final int KILLS = Integer.getInteger("stowage.test.kills", 10);
  private static final int KILLS_PER_STORE = 10;
  private static final int PUSHERS = 8;
  private static final int SHORTEST_LIFE_MILLIS = 50;
  private static final int LONGEST_LIFE_MILLIS = 2500;
  private static final String SESSION_LIFE = "5s";
  private static final Duration JANITOR_LIMIT = Duration.ofSeconds(60);

  private final SplittableRandom random = new SplittableRandom(seed());

  private static long seed() {
    long seed = Long.getLong("stowage.test.seed", System.nanoTime());
    System.out.println("CrashIT: -Dstowage.test.seed=" + seed);
    return seed;
  }

  @Test
  void whatWasAcknowledgedOutlivesKillNine(@TempDir Path folder) throws IOException {
    for (int left = KILLS; left > 0; left -= KILLS_PER_STORE) {
      Path root = folder.resolve("data");
      crash(Registry.directory(root), Bucket.directory(root), Math.min(left, KILLS_PER_STORE));
      try (var files = Files.walk(root)) {
        files
            .sorted(Comparator.reverseOrder())
            .forEach(file -> assertThat(file.toFile().delete()).isTrue());
      }
    }
  }

  /// Other processes may use such a bucket, so that its uploads are over only after a while.
  @ParameterizedTest
  @EnumSource(Cloud.class)
  void whatWasAcknowledgedOutlivesKillNineInACloud(Cloud cloud) throws IOException {
    int kills = (KILLS + 2) / 3;
    for (int left = kills; left > 0; left -= KILLS_PER_STORE) {
      try (Backing store = cloud.start()) {
        Registry registry =
            Registry.on(store)
                .withJava("-Dstowage.storage.redirect=off")
                .withJava("-Dstowage.uploads.session-life=" + SESSION_LIFE);
        crash(registry, store.bucket(), Math.min(left, KILLS_PER_STORE));
      }
    }
  }

  private void crash(Registry registry, Bucket bucket, int kills) throws IOException {
    Set<String> sound = new HashSet<>();
    try (registry) {
      registry.start();
      Crowd crowd = Crowd.of(PUSHERS, random, registry.port());
      for (int kill = 1; kill <= kills; kill++) {
        workAndKill(registry, crowd);
        registry.start();
        crowd.verify(registry.port());
        Poll.until(
            JANITOR_LIMIT,
            () -> "left over in the store: " + StoreWalk.leftovers(bucket),
            () -> StoreWalk.leftovers(bucket).isEmpty());
        assertThat(StoreWalk.faults(bucket, sound)).as("faults after kill " + kill).isEmpty();
      }
      assertThat(registry.log()).doesNotContain("OutOfMemoryError");
      System.out.printf(
          "CrashIT: %d kills, %d blobs, manifests and tags accounted for%n",
          kills, crowd.pushers().stream().mapToInt(Pusher::size).sum());
    }
  }

  private void workAndKill(Registry registry, Crowd crowd) {
    var ending = new AtomicBoolean();
    crowd.all(
        pusher -> pusher.work(registry.port(), ending::get),
        () -> {
          Poll.pause(Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS)));
          ending.set(true);
          registry.kill();
        });
  }
}
