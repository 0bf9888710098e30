package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
      crash(root, Math.min(left, KILLS_PER_STORE));
      try (var files = Files.walk(root)) {
        files
            .sorted(Comparator.reverseOrder())
            .forEach(file -> assertThat(file.toFile().delete()).isTrue());
      }
    }
  }

  private void crash(Path root, int kills) throws IOException {
    var race = new TagRace();
    var pushers = new ArrayList<Pusher>();
    for (int i = 0; i < PUSHERS; i++) {
      pushers.add(new Pusher(i, random.nextLong(), race));
    }
    Set<String> sound = new HashSet<>();
    try (var registry = Registry.directory(root).start()) {
      try (var client = new Client(registry.port())) {
        race.prepare(client);
      }
      for (int kill = 1; kill <= kills; kill++) {
        workAndKill(registry, pushers);
        registry.start();
        verify(registry, pushers, race);
        Poll.until(
            JANITOR_LIMIT,
            () -> "left over in the store: " + StoreWalk.leftovers(root),
            () -> StoreWalk.leftovers(root).isEmpty());
        assertThat(StoreWalk.faults(root, sound)).as("faults after kill " + kill).isEmpty();
      }
      assertThat(registry.log()).doesNotContain("OutOfMemoryError");
      System.out.printf(
          "CrashIT: %d kills, %d blobs, manifests and tags accounted for%n",
          kills, pushers.stream().mapToInt(Pusher::size).sum());
    }
  }

  private void workAndKill(Registry registry, List<Pusher> pushers) {
    var ending = new AtomicBoolean();
    all(
        pushers,
        pusher -> {
          pusher.work(registry.port(), ending::get);
          return true;
        },
        () -> {
          Poll.pause(Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS)));
          ending.set(true);
          registry.kill();
        });
  }

  private static void verify(Registry registry, List<Pusher> pushers, TagRace race)
      throws IOException {
    all(
        pushers,
        pusher -> {
          try (var client = new Client(registry.port())) {
            pusher.verify(client);
          }
          return true;
        },
        () -> {});
    try (var client = new Client(registry.port())) {
      race.verify(client);
    }
  }

  private interface Work {
    boolean on(Pusher pusher) throws IOException;
  }

  /// Lets all pushers work at once, does something meanwhile, and waits for them.
  private static void all(List<Pusher> pushers, Work work, Runnable meanwhile) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> running = new ArrayList<>();
      for (Pusher pusher : pushers) {
        running.add(executor.submit((Callable<Boolean>) () -> work.on(pusher)));
      }
      meanwhile.run();
      for (Future<Boolean> one : running) {
        assertThat(one.get()).isTrue();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
