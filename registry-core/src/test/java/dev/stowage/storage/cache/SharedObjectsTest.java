package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DoubtfulStore.Fate;
import dev.stowage.storage.ForwardingStore;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.watch.StoreCall;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Over one Redis that works. Entries live so long that no test sees them die.
class SharedObjectsTest extends HotObjectsContract {

  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static RedisServer server;
  private static Redis redis;

  private final String id = UUID.randomUUID().toString();

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

  @Override
  HotObjects hot() {
    return hot(redis, id);
  }

  static HotObjects hot(Redis redis, String bucket) {
    return new SharedObjects(new Leases(redis, bucket, PATIENCE), _ -> true, LIFE);
  }

  @Override
  int races() {
    return 2_000;
  }

  private String inRedis() {
    return "stowage:{" + id + "/" + KEY + "}:hot";
  }

  /// Something that happens between the store's answer and its being remembered.
  private static final class Meanwhile extends ForwardingStore {
    private Runnable deed;

    Meanwhile(ObjectStore store, Runnable deed) {
      super(store);
      this.deed = deed;
    }

    @Override
    public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
      Optional<ObjectBody> body = store.open(key, range);
      Runnable now = deed;
      deed = () -> {};
      now.run();
      return body;
    }
  }

  /// What another replica reads after a reader has answered who had asked the store before `deed`.
  private Optional<String> readAfter(Runnable deed) {
    CachedStore slow = over(new Meanwhile(elsewhere, deed), hot());
    assertThat(read(slow)).contains("old");
    return read();
  }

  @Test
  void remembersForAllReplicas() {
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    CachedStore other = over(elsewhere, hot());
    assertThat(read()).contains("1");
    assertThat(read(other)).contains("1");
    assertThat(asked(StoreCall.OPEN)).isEqualTo(1);
    store.write(KEY, Content.of("2"), Condition.ALWAYS);
    assertThat(read(other)).contains("2");
    assertThat(read()).contains("2");
    assertThat(asked(StoreCall.OPEN)).isEqualTo(2);
  }

  @Test
  void doesNotRememberWhatWasReadBeforeAWrite() {
    store.write(KEY, Content.of("old"), Condition.IF_ABSENT);
    assertThat(readAfter(() -> store.write(KEY, Content.of("new"), Condition.ALWAYS)))
        .contains("new");
    assertThat(readAfterDeletion()).isEmpty();
  }

  private Optional<String> readAfterDeletion() {
    store.write(KEY, Content.of("old"), Condition.ALWAYS);
    return readAfter(() -> store.delete(KEY, Condition.ALWAYS));
  }

  @Test
  void doesNotRememberWhatWasReadBeforeRedisWasWiped() {
    store.write(KEY, Content.of("old"), Condition.IF_ABSENT);
    assertThat(readAfter(() -> server.ask("FLUSHALL"))).contains("old");
    assertThat(asked(StoreCall.OPEN)).isEqualTo(2);
  }

  @Test
  void countsTheLifeOfAnEntryFromItsLease() {
    store.write(KEY, Content.of("old"), Condition.IF_ABSENT);
    assertThat(readAfter(() -> server.ask("PEXPIRE", inRedis(), "600000"))).contains("old");
    assertThat(asked(StoreCall.OPEN)).isEqualTo(1);
    assertThat(Long.parseLong(server.ask("PTTL", inRedis()))).isBetween(1L, 600_000L);
  }

  @Test
  void keepsBucketsApart() {
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    assertThat(read()).contains("1");
    CachedStore other = over(doubtful, hot(redis, "another"));
    elsewhere.write(KEY, Content.of("2"), Condition.ALWAYS);
    assertThat(read(other)).contains("2");
    assertThat(read()).contains("1");
  }

  /// Whoever made a write that failed may learn by reading that it took effect, and acknowledge it:
  /// then what others read before must not come.
  @Test
  void doesNotRememberWhatWasReadBeforeAFailedWriteWasFound() {
    store.write(KEY, Content.of("old"), Condition.IF_ABSENT);
    ObjectStore late =
        new ForwardingStore(doubtful) {
          @Override
          public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
            elsewhere.write(KEY, Content.of("new"), Condition.ALWAYS);
            return store.open(key, range);
          }
        };
    CachedStore writer = over(late, hot());
    Condition unchanged = new Condition.IfVersion(elsewhere.head(KEY).orElseThrow().version());
    doubtful.doubt(1, Fate.LOST, () -> {});
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> writer.write(KEY, Content.of("new"), unchanged));
    assertThat(readAfter(() -> assertThat(read(writer)).contains("new"))).contains("new");
  }

  @Test
  void remembersOnlyWhatIsHot() {
    CachedStore cold =
        over(
            elsewhere,
            new SharedObjects(new Leases(redis, id, PATIENCE), key -> !key.equals(KEY), LIFE));
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    for (int i = 0; i < 3; i++) {
      assertThat(read(cold)).contains("1");
    }
    assertThat(asked(StoreCall.OPEN)).isEqualTo(3);
    assertThat(server.ask("EXISTS", inRedis())).isEqualTo("0");
  }

  @Test
  void asksTheStoreWhereRedisHoldsWhatItDoesNotUnderstand() {
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    assertThat(read()).contains("1");
    String reign = server.ask("GET", inRedis()).substring(0, 40);
    for (String entry : new String[] {"", "W", "Wv\nnow\n1\nx", "Wv\n2026-01-01T00:00:00Z\n9\nx"}) {
      server.ask("SET", inRedis(), reign + entry);
      assertThat(read()).as(entry).contains("1");
    }
  }

  @Test
  void needsNoMoreRightsThanDocumented() {
    try (RedisServer strict =
            RedisServer.started(
                ("--user default off --user stowage on >secret ~stowage:* -@all +evalsha +eval"
                        + " +get +hget +hset +del +exists +pexpire +set +info +ping +hello"
                        + " +client|setname")
                    .split(" "));
        Redis signedIn =
            Redis.open(Settings.of(strict.uri()).as("stowage", "secret")).orElseThrow()) {
      CachedStore cached = over(elsewhere, hot(signedIn, id));
      cached.write(KEY, Content.of("1"), Condition.ALWAYS);
      assertThat(read(cached)).contains("1");
      assertThat(read(cached)).contains("1");
      assertThat(asked(StoreCall.OPEN)).isEqualTo(1);
    }
  }
}
