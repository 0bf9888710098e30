package dev.stowage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The connection to a real Redis: in every way that it can be configured, and while it is gone.
class RedisTest {

  private static final Script COUNT = Script.of("return redis.call('INCR', KEYS[1])");

  private static Redis open(RedisConfig config) {
    return Redis.open(config).orElseThrow();
  }

  private static long count(Redis redis) {
    return redis.run(COUNT, List.of(redis.key("tag", "count")), List.of());
  }

  private static void awaitReach(Redis redis) {
    Until.holds(() -> "it stays out of reach: " + redis.trouble(), () -> redis.trouble().isEmpty());
  }

  private static void awaitCount(Redis redis) {
    Until.holds(
        () -> "no master answers: " + redis.trouble(),
        () -> {
          try {
            return count(redis) > 0;
          } catch (RedisUnavailableException e) {
            return false;
          }
        });
  }

  private static void awaitTrouble(Redis redis) {
    Until.holds(() -> "nobody notices", () -> redis.trouble().isPresent());
  }

  private static void assertOutOfReach(Redis redis) {
    assertThatExceptionOfType(RedisUnavailableException.class)
        .isThrownBy(() -> count(redis))
        .withMessageStartingWith("Redis is out of reach");
  }

  @Test
  void isNotThereUnlessConfigured() {
    Settings none = Settings.of("redis://127.0.0.1");
    assertThat(
            Redis.open(
                new Settings(
                    Optional.empty(),
                    false,
                    none.username(),
                    none.password(),
                    none.caFile(),
                    none.certificateFile(),
                    none.keyFile(),
                    none.timeout(),
                    none.prefix())))
        .isEmpty();
  }

  @Test
  void runsScriptsThatRedisKnowsAndThoseItForgot() {
    try (RedisServer server = RedisServer.started();
        Redis redis = open(Settings.of(server.uri()))) {
      assertThat(count(redis)).isEqualTo(1);
      assertThat(count(redis)).isEqualTo(2);
      server.ask("SCRIPT", "FLUSH");
      assertThat(count(redis)).isEqualTo(3);
      assertThat(server.ask("GET", "stowage:{tag}:count")).isEqualTo("3");
    }
  }

  @Test
  void failsAtOnceWhileRedisHangsAndGoesOnWhenItAnswers() {
    try (RedisServer server = RedisServer.started();
        Redis redis = open(Settings.of(server.uri()).within(Duration.ofSeconds(1)))) {
      server.freeze();
      assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(() -> count(redis));
      awaitTrouble(redis);
      assertOutOfReach(redis);
      server.thaw();
      awaitReach(redis);
      awaitCount(redis);
    }
  }

  @Test
  void startsWithoutRedisAndConnectsWhenItComes() {
    RedisServer server = RedisServer.started();
    server.kill();
    try (server;
        Redis redis = open(Settings.of(server.uri()))) {
      assertOutOfReach(redis);
      server.start();
      awaitReach(redis);
      assertThat(count(redis)).isEqualTo(1);
    }
  }

  @Test
  void startsWhileRedisHangs() {
    try (RedisServer server = RedisServer.started()) {
      server.freeze();
      try (Redis redis = open(Settings.of(server.uri()).within(Duration.ofSeconds(2)))) {
        assertOutOfReach(redis);
        server.thaw();
        awaitReach(redis);
        awaitCount(redis);
      }
    }
  }

  @Test
  void comesBackAfterARestart() {
    try (RedisServer server = RedisServer.started();
        Redis redis = open(Settings.of(server.uri()))) {
      for (int round = 0; round < 3; round++) {
        assertThat(count(redis)).isEqualTo(1);
        server.kill();
        awaitTrouble(redis);
        assertOutOfReach(redis);
        server.start();
        awaitReach(redis);
      }
    }
  }

  @Test
  void signsInWithNoMoreRightsThanDocumented() {
    try (RedisServer server =
            RedisServer.started(
                ("--user default off --user stowage on >secret ~stowage:* -@all +evalsha +eval"
                        + " +get +hget +hset +del +exists +pexpire +set +info +ping +hello"
                        + " +client|setname +incr")
                    .split(" "));
        Redis redis = open(Settings.of(server.uri()).as("stowage", "secret"));
        Redis byUri =
            open(Settings.of("redis://stowage:secret@127.0.0.1:" + server.port() + "/0"))) {
      assertThat(count(redis)).isEqualTo(1);
      assertThat(count(byUri)).isEqualTo(2);
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> open(Settings.of(server.uri()).as("stowage", "wrong")))
          .withMessageContaining("WRONGPASS");
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> open(Settings.of(server.uri())))
          .withMessageContaining("refuses the configured credentials");
    }
  }

  @Test
  void speaksTlsAndTrustsOnlyWhomItIsToldTo(@TempDir Path directory) throws Exception {
    TestCertificate pem = TestCertificate.make(directory);
    try (RedisServer server =
        RedisServer.started(
            ("--port 0 --tls-port PORT --tls-cert-file "
                    + pem.certificate()
                    + " --tls-key-file "
                    + pem.key()
                    + " --tls-ca-cert-file "
                    + pem.certificate())
                .split(" "))) {
      Settings plain = Settings.of("rediss://127.0.0.1:" + server.port());
      Settings shown =
          new Settings(
              plain.uri(),
              false,
              plain.username(),
              plain.password(),
              Optional.of(pem.certificate()),
              Optional.of(pem.certificate()),
              Optional.of(pem.key()),
              plain.timeout(),
              plain.prefix());
      try (Redis redis = open(shown)) {
        assertThat(count(redis)).isEqualTo(1);
      }
      try (Redis untrusting = open(plain)) {
        assertOutOfReach(untrusting);
      }
      try (Redis anonymous = open(plain.trusting(pem.certificate()))) {
        assertOutOfReach(anonymous);
      }
    }
  }

  @Test
  void followsTheMasterThatSentinelsName() {
    try (RedisServer master = RedisServer.started();
        RedisServer replica =
            RedisServer.started("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisServer sentinel = RedisServer.sentinel("uploads", master.port())) {
      Until.holds(
          () -> sentinel.ask("INFO", "sentinel"),
          () -> sentinel.ask("INFO", "sentinel").contains("slaves=1"));
      Settings settings =
          Settings.of("redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#uploads");
      try (Redis redis = open(settings)) {
        assertThat(count(redis)).isEqualTo(1);
        Until.holds(
            () -> replica.ask("INFO", "replication"),
            () -> replica.ask("EXISTS", "stowage:{tag}:count").equals("1"));
        master.kill();
        Until.holds(
            () -> sentinel.ask("INFO", "sentinel"),
            () -> replica.ask("INFO", "replication").contains("role:master"));
        awaitCount(redis);
        assertThat(count(redis)).isGreaterThan(2);
      }
    }
  }

  @Test
  void leavesAMasterThatWasDemoted() {
    try (RedisServer master = RedisServer.started();
        RedisServer other = RedisServer.started();
        RedisServer sentinel = RedisServer.sentinel("uploads", master.port());
        Redis redis =
            open(Settings.of("redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#uploads"))) {
      assertThat(count(redis)).isEqualTo(1);
      sentinel.ask("SENTINEL", "REMOVE", "uploads");
      sentinel.ask("SENTINEL", "MONITOR", "uploads", "127.0.0.1", "" + other.port(), "1");
      master.ask("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));
      awaitCount(redis);
      assertThat(other.ask("EXISTS", "stowage:{tag}:count")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://secret@127.0.0.1",
        "127.0.0.1:6379",
        "redis://secret@a:6379,b:6379",
        "redis-sentinel://secret@127.0.0.1:26379",
        "redis:// secret",
        "redis://"
      })
  void refusesWhatIsNoAddressAndDoesNotRepeatIt(String uri) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> Redis.open(Settings.of(uri)))
        .withMessageStartingWith("stowage.redis.uri")
        .withMessageNotContaining("secret");
  }

  @Test
  void refusesSentinelsOfACluster() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> Redis.open(Settings.cluster("redis-sentinel://127.0.0.1/0#x")))
        .withMessageContaining("stowage.redis.cluster");
  }
}
