package dev.stowage.upload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.redis.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sessions in a real Redis.
class RedisSessionsTest extends SessionsContract {

  private static RedisServer server;
  private static Redis redis;

  private final List<RedisSessions> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = RedisServer.started();
    redis = Redis.open(Settings.of(server.uri())).orElseThrow();
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  @AfterEach
  void close() {
    opened.forEach(RedisSessions::close);
  }

  @Override
  RedisSessions sessions(Duration life) {
    return replica(life, RedisSessions.CLAIM);
  }

  private RedisSessions replica(Duration life, Duration claim) {
    RedisSessions sessions = RedisSessions.ofClaims(redis, () -> life, claim);
    opened.add(sessions);
    return sessions;
  }

  @Test
  void letsAnotherReplicaGoOnWithWhatADeadOneHadClaimed() {
    RedisSessions dying = replica(Duration.ofHours(1), Duration.ofMillis(300));
    RedisSessions other = sessions(Duration.ofHours(1));
    UploadSession session = newSession();
    dying.create(session);
    UploadSession lost = dying.claim(session).orElseThrow();
    dying.close(); // nobody renews the claim any more

    List<UploadSession> claimed = new ArrayList<>();
    Until.holds(
        () -> "the claim stays",
        () -> {
          other.claim(other.find(session.id()).orElseThrow()).ifPresent(claimed::add);
          return !claimed.isEmpty();
        });
    assertThat(claimed.getFirst().progress()).isEqualTo(session.progress());
    // The dead one was not dead: it has lost all the same.
    assertThat(dying.release(lost, lost.advanced(lost.progress()))).isFalse();
    assertThat(other.find(session.id())).contains(claimed.getFirst());
  }

  @Test
  void renewsTheClaimOfAWriterThatLives() {
    RedisSessions writer = replica(Duration.ofHours(1), Duration.ofSeconds(3));
    UploadSession session = newSession();
    writer.create(session);
    UploadSession claimed = writer.claim(session).orElseThrow();
    for (String key : List.of("claim", "session")) {
      long[] left = {Long.MAX_VALUE};
      Until.holds(
          () -> "the life of the " + key + " only runs out",
          () -> {
            long before = left[0];
            left[0] = Long.parseLong(server.ask("PTTL", "stowage:{" + session.id() + "}:" + key));
            return left[0] > before;
          });
    }
    assertThat(writer.release(claimed, claimed.advanced(session.progress()))).isTrue();
    assertThat(server.ask("EXISTS", "stowage:{" + session.id() + "}:claim")).isEqualTo("0");
  }

  @Test
  void countsWhatCannotBeReadAsGone() {
    Sessions sessions = sessions(Duration.ofHours(1));
    UploadSession session = newSession();
    for (String broken :
        List.of(
            "",
            "{}",
            "null",
            "[]",
            "{\"revision\":",
            SessionJson.encode(session).replace("team/app", "../app"),
            SessionJson.encode(session).replace("\"parked\":0", "\"parked\":-1"),
            SessionJson.encode(session).replace("\"parts\":[]", "\"parts\":null"),
            SessionJson.encode(session)
                .replace("[]", "[{\"number\":1,\"offset\":0,\"size\":5,\"tag\":\"\"}]"))) {
      sessions.create(session);
      server.ask("HSET", "stowage:{" + session.id() + "}:session", "session", broken);
      assertThat(sessions.find(session.id())).as(broken).isEmpty();
    }
  }

  @Test
  void readsWhatANewerReplicaWrote() {
    Sessions sessions = sessions(Duration.ofHours(1));
    UploadSession session = newSession();
    sessions.create(session);
    String more = SessionJson.encode(session).replaceFirst("\\{", "{\"more\":[1],");
    server.ask("HSET", "stowage:{" + session.id() + "}:session", "session", more);
    assertThat(sessions.find(session.id())).contains(session);
  }

  @Test
  void forgetsAllWhenRedisIsWiped() {
    Sessions sessions = sessions(Duration.ofHours(1));
    UploadSession session = newSession();
    sessions.create(session);
    UploadSession claimed = sessions.claim(session).orElseThrow();
    server.ask("FLUSHALL");
    assertThat(sessions.find(session.id())).isEmpty();
    assertThat(sessions.release(claimed, claimed.advanced(session.progress()))).isFalse();
  }

  @Test
  void saysThatItIsOutOfReachWhileRedisIsGone() {
    try (RedisServer own = RedisServer.started();
        Redis connection = Redis.open(Settings.of(own.uri())).orElseThrow();
        RedisSessions sessions = new RedisSessions(connection, () -> Duration.ofHours(1))) {
      UploadSession session = newSession();
      sessions.create(session);
      own.kill();
      Until.holds(() -> "nobody notices", () -> sessions.trouble().isPresent());
      assertThatExceptionOfType(OciException.class)
          .isThrownBy(() -> sessions.find(session.id()))
          .returns(ErrorCode.UNAVAILABLE, OciException::code)
          .returns(503, OciException::status);
      assertThatExceptionOfType(OciException.class).isThrownBy(() -> sessions.create(newSession()));
      own.start();
      Until.holds(() -> "it does not come back", () -> sessions.trouble().isEmpty());
      assertThat(sessions.find(session.id())).isEqualTo(Optional.empty()); // it kept nothing
      sessions.create(session);
      assertThat(sessions.find(session.id())).contains(session);
    }
  }
}
