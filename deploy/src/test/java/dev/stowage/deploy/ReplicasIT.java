package dev.stowage.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Replicas behind a balancer, with one Redis: they die, they are restarted, their Redis dies, and
/// whoever pushes and pulls sees at most what clients deal with by themselves.
///
/// `-Dstowage.test.replica-kills` says how many die, `-Dstowage.test.redis-away` for how many
/// seconds Redis is gone; `-Dstowage.test.seed` repeats a run's choices. The suite comes last,
/// since it leaves what the accounts of the others do not know.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

  private static final int KILLS = Integer.getInteger("stowage.test.replica-kills", 6);
  private static final int KILLS_AT_A_TIME = 50;
  private static final int SHORTEST_LIFE_MILLIS = 50;
  private static final int LONGEST_LIFE_MILLIS = 2500;
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("stowage.test.redis-away", 4));

  private final SplittableRandom random = new SplittableRandom(seed());
  private @Nullable RedisServer redis;
  private @Nullable Fleet started;

  private static long seed() {
    long seed = Long.getLong("stowage.test.seed", System.nanoTime());
    System.out.println("ReplicasIT: -Dstowage.test.seed=" + seed);
    return seed;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    redis = RedisServer.started();
    started =
        Fleet.start(
            folder,
            Map.of("stowage.redis.uri", redis.uri(), "stowage.uploads.session-life", "5s"),
            random);
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  @Order(1)
  void nothingFailsWhileAllReplicasAreRestartedOneAfterTheOther() throws IOException {
    Fleet fleet = fleet();
    List<Retries> pushers =
        fleet.workWhilePullsGoOn(
            "ReplicasIT: rolling restart",
            () -> {
              for (int replica = 1; replica <= fleet.cluster().replicas(); replica++) {
                fleet.cluster().restart(replica);
              }
            });
    // An upload that takes too long is handed over, which its client is told in words.
    assertThat(pushers).allMatch(retries -> retries.lost() == 0 && retries.forgotten() == 0);
    fleet.verify();
  }

  @Test
  @Order(2)
  void whatWasAcknowledgedOutlivesKillNineOfReplicas() throws IOException {
    Fleet fleet = fleet();
    for (int left = KILLS; left > 0; left -= KILLS_AT_A_TIME) {
      int kills = Math.min(left, KILLS_AT_A_TIME);
      fleet.workWithRetries(
          "ReplicasIT: " + kills + " kills",
          () -> {
            for (int kill = 0; kill < kills; kill++) {
              Poll.pause(
                  Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS)));
              Cluster cluster = fleet.cluster();
              int victim = 1 + random.nextInt(cluster.replicas());
              int survivor = 1 + victim % cluster.replicas();
              cluster.awaitReady(victim);
              cluster.awaitReady(survivor);
              cluster.kill(victim);
            }
          });
      fleet.cluster().awaitServing();
      fleet.awaitNothingLeftOver();
      fleet.verify();
    }
    System.out.printf(
        "ReplicasIT: %d kills, %d blobs, manifests and tags accounted for%n", KILLS, fleet.size());
  }

  @Test
  @Order(3)
  void pullsGoOnWhileRedisIsDead() throws IOException {
    Fleet fleet = fleet();
    RedisServer server = requireNonNull(redis);
    Content content = new Content(77, 1 << 20);
    fleet.workWhilePullsGoOn(
        "ReplicasIT: Redis dead for " + AWAY,
        () -> {
          try (var client = new Client(fleet.port())) {
            String location = client.begin("away/app");
            client.patch(location, content, 0, content.length() / 2);
            server.kill();
            fleet.awaitUploads("degraded");
            fleet.refusesUploadsFor(AWAY);
            server.start(); // empty
            fleet.awaitUploads("ok");
            assertThatExceptionOfType(Client.UploadUnknown.class)
                .isThrownBy(() -> client.finish(location, content, content.digest()));
            client.push("away/app", content, content.digest(), Client.Manner.STREAM);
          }
        });
    fleet.verify();
  }

  @Test
  @Order(4)
  void passesEveryCheckThroughTheBalancer(@TempDir Path folder) throws IOException {
    fleet().passesConformance(folder);
  }

  private Fleet fleet() {
    return requireNonNull(started);
  }
}
