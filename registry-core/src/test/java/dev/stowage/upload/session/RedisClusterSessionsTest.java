package dev.stowage.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.oci.error.OciException;
import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisCluster;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.redis.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sessions in a real Redis Cluster of three masters.
class RedisClusterSessionsTest extends SessionsContract {

  private static RedisCluster cluster;
  private static Redis redis;

  private final List<RedisSessions> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    cluster = new RedisCluster();
    redis = Redis.open(cluster.settings()).orElseThrow();
  }

  @AfterAll
  static void stop() {
    redis.close();
    cluster.close();
  }

  @AfterEach
  void close() {
    opened.forEach(RedisSessions::close);
  }

  @Override
  Sessions sessions(Duration life) {
    RedisSessions sessions = new RedisSessions(redis, () -> life);
    opened.add(sessions);
    return sessions;
  }

  @Test
  void spreadsSessionsOverAllMastersAndGoesOnAfterTheLossOfOne() {
    Sessions sessions = sessions(Duration.ofHours(1));
    List<UploadSession> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      UploadSession session = newSession();
      sessions.create(session);
      all.add(session);
    }
    String held = cluster.node().ask("DBSIZE");
    assertThat(Integer.parseInt(held)).isBetween(1, 49);
    cluster.node().kill();
    Until.holds(() -> "nothing was lost", () -> !canAsk(sessions, all));
    cluster.node().start();
    Until.holds(() -> "it does not come back", () -> canAsk(sessions, all));
    UploadSession later = newSession();
    sessions.create(later);
    assertThat(sessions.claim(later)).isPresent();
  }

  @Test
  void needsNoMoreRightsThanDocumented() {
    String rights =
        "on >secret ~stowage:* -@all +evalsha +eval +hget +hset +del +exists +pexpire +set +ping"
            + " +hello +client|setname +cluster|nodes +cluster|myid +info";
    for (RedisServer node : cluster.nodes()) {
      node.ask(("ACL SETUSER stowage " + rights).split(" "));
    }
    Settings settings = cluster.settings().as("stowage", "secret");
    try (Redis own = Redis.open(settings).orElseThrow();
        RedisSessions sessions = new RedisSessions(own, () -> Duration.ofHours(1))) {
      for (int i = 0; i < 10; i++) {
        UploadSession session = newSession();
        sessions.create(session);
        assertThat(sessions.find(session.id())).contains(session);
      }
    }
  }

  private static boolean canAsk(Sessions sessions, List<UploadSession> all) {
    try {
      all.forEach(session -> sessions.find(session.id()));
      return true;
    } catch (OciException e) {
      return false;
    }
  }
}
