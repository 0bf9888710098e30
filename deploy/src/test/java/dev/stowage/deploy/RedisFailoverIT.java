package dev.stowage.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/// Replicas whose Redis is watched by a Sentinel: it fails over, hangs, and is wiped, while clients
/// push and pull. Pulls go on through all of it.
///
/// `-Dstowage.test.redis-away` says for how many seconds Redis hangs. The tests are one after the
/// other, since the master that dies in the first does not come again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisFailoverIT {

  private static final String MASTER = "uploads";
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("stowage.test.redis-away", 4));

  /// An upload outlives what is done to Redis.
  private static final Duration SESSION_LIFE = AWAY.plusSeconds(60);

  private static final Duration FAILOVER_LIMIT = Duration.ofMinutes(2);
  private static final String REPOSITORY = "away/app";
  private static final Content CONTENT = new Content(78, 3 << 20);
  private static final long HALF = CONTENT.length() / 2;

  private @Nullable RedisServer first;
  private @Nullable RedisServer second;
  private @Nullable RedisServer sentinel;
  private @Nullable Fleet started;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    first = RedisServer.started();
    second = RedisServer.started("--replicaof", "127.0.0.1", Integer.toString(first.port()));
    sentinel = RedisServer.sentinel(MASTER, first.port());
    RedisServer asked = sentinel;
    Poll.until(
        FAILOVER_LIMIT,
        () -> asked.ask("INFO", "sentinel"),
        () -> asked.ask("INFO", "sentinel").contains("slaves=1"));
    String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#" + MASTER;
    started =
        Fleet.start(
            folder,
            Map.of(
                "stowage.redis.uri",
                uri,
                "stowage.uploads.session-life",
                SESSION_LIFE.toSeconds() + "s"),
            new SplittableRandom(Long.getLong("stowage.test.seed", 9)));
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
    for (RedisServer server : new RedisServer[] {sentinel, second, first}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @Test
  @Order(1)
  void uploadsGoOnAfterAFailover() throws IOException {
    Fleet fleet = requireNonNull(started);
    RedisServer heir = requireNonNull(second);
    fleet.workWhilePullsGoOn(
        "RedisFailoverIT: failed over",
        () -> {
          String location = halfDone(fleet);
          // What the heir has by now.
          String mark = "mark";
          requireNonNull(first).ask("SET", mark, "1");
          Poll.until(
              FAILOVER_LIMIT,
              () -> heir.ask("INFO", "replication"),
              () -> heir.ask("EXISTS", mark).equals("1"));
          requireNonNull(first).kill();
          Poll.until(
              FAILOVER_LIMIT,
              () -> heir.ask("INFO", "replication"),
              () -> heir.ask("INFO", "replication").contains("role:master"));
          new Retries(fleet.port())
              .until(client -> client.finish(location, CONTENT, CONTENT.digest()));
        });
    fleet.verify();
  }

  @Test
  @Order(2)
  void uploadsWaitForARedisThatHangs() throws IOException {
    Fleet fleet = requireNonNull(started);
    RedisServer master = requireNonNull(second);
    fleet.workWhilePullsGoOn(
        "RedisFailoverIT: hanging for " + AWAY,
        () -> {
          String location = halfDone(fleet);
          master.freeze();
          try {
            fleet.awaitUploads("degraded");
            fleet.refusesUploadsFor(AWAY);
          } finally {
            master.thaw();
          }
          fleet.awaitUploads("ok");
          new Retries(fleet.port())
              .until(client -> client.finish(location, CONTENT, CONTENT.digest()));
        });
    fleet.verify();
  }

  @Test
  @Order(3)
  void uploadsBeginAgainWhenRedisIsWiped() throws IOException {
    Fleet fleet = requireNonNull(started);
    fleet.workWhilePullsGoOn(
        "RedisFailoverIT: wiped",
        () -> {
          for (int times = 0; times < 5; times++) {
            String location = halfDone(fleet);
            requireNonNull(second).ask("FLUSHALL");
            try (var client = new Client(fleet.port())) {
              assertThatExceptionOfType(Client.UploadUnknown.class)
                  .isThrownBy(() -> client.finish(location, CONTENT, CONTENT.digest()));
              client.push(REPOSITORY, CONTENT, CONTENT.digest(), Client.Manner.PARTS);
            }
          }
        });
    fleet.verify();
  }

  @Test
  @Order(4)
  void passesEveryCheckThroughTheBalancer(@TempDir Path folder) throws IOException {
    requireNonNull(started).passesConformance(folder);
  }

  /// An upload of which half is there; where it goes on.
  private static String halfDone(Fleet fleet) throws IOException {
    try (var client = new Client(fleet.port())) {
      return client.patch(client.begin(REPOSITORY), CONTENT, 0, HALF);
    }
  }
}
