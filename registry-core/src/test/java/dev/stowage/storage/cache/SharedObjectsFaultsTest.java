package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisCluster;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.RedisUnavailableException;
import dev.stowage.redis.Settings;
import dev.stowage.redis.Until;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ForwardingStore;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// While Redis hangs, dies, falls back to an older state, or is out of reach for some: nobody reads
/// what is older than a write that was acknowledged before.
class SharedObjectsFaultsTest {

  private static final ObjectKey KEY = new ObjectKey("a/tag");

  /// Of entries that are to be there after whatever else was done.
  private static final Duration LONG = Duration.ofHours(1);

  /// Of entries whose end is waited for.
  private static final Duration SHORT = Duration.ofMillis(500);

  private final MemoryBucket bucket = new MemoryBucket();
  private final MemoryStore elsewhere = new MemoryStore(bucket);
  private final List<SimpleMeterRegistry> meters = new ArrayList<>();

  private CachedStore replica(Redis redis, Duration life) {
    return replica(elsewhere, redis, life);
  }

  private CachedStore replica(ObjectStore store, Redis redis, Duration life) {
    Leases leases = new Leases(redis, "bucket", Duration.ofMinutes(1));
    CachedStore replica = new CachedStore(store, new SharedObjects(leases, _ -> true, life));
    meters.add(new SimpleMeterRegistry());
    replica.register(meters.getLast());
    return replica;
  }

  private static Redis open(RedisServer server) {
    return Redis.open(Settings.of(server.uri()).within(Duration.ofSeconds(5))).orElseThrow();
  }

  private static Redis watched(RedisServer sentinel) {
    String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#hot";
    return Redis.open(Settings.of(uri)).orElseThrow();
  }

  private static void write(ObjectStore store, ObjectKey key, String content) {
    assertThat(store.write(key, Content.of(content), Condition.ALWAYS).written()).isTrue();
  }

  private static String read(ObjectStore store, ObjectKey key) {
    return store
        .open(key, ByteRange.ALL)
        .map(
            opened -> {
              try (ObjectBody body = opened) {
                return new String(body.readAll(), StandardCharsets.UTF_8);
              }
            })
        .orElse("");
  }

  private static String name(ObjectKey key) {
    return "stowage:{bucket/" + key + "}:hot";
  }

  private static void awaitKey(RedisServer server, ObjectKey key) {
    Until.holds(() -> "it does not hold " + key, () -> server.ask("EXISTS", name(key)).equals("1"));
  }

  /// Waits until commands are carried out again.
  private static void awaitAnswers(Redis redis) {
    Until.holds(
        () -> "it does not answer: " + redis.trouble(),
        () -> {
          try {
            return redis.field(redis.key("none", "none"), "none").isEmpty();
          } catch (RedisUnavailableException e) {
            return false;
          }
        });
  }

  private double counted(String meter) {
    return meters.stream()
        .mapToDouble(replica -> replica.get(meter).functionCounter().count())
        .sum();
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

  @Test
  void aWriterThatCannotReachRedisWaitsUntilNobodyRemembers() {
    try (RedisServer server = RedisServer.started();
        RedisServer gone = RedisServer.started();
        Redis redis = open(server);
        Redis none = open(gone)) {
      gone.kill();
      CachedStore reader = replica(redis, SHORT);
      CachedStore writer = replica(none, SHORT);
      for (int i = 0; i < 5; i++) {
        write(writer, KEY, "old " + i);
        assertThat(read(reader, KEY)).isEqualTo("old " + i);
        String next = "new " + i;
        CachedStore slow =
            replica(new Meanwhile(elsewhere, () -> write(writer, KEY, next)), redis, SHORT);
        write(elsewhere, KEY, "between " + i); // so that the slow one reads what is old then
        server.ask("FLUSHALL");
        assertThat(read(slow, KEY)).isEqualTo("between " + i);
        assertThat(read(reader, KEY)).isEqualTo(next);
      }
      assertThat(counted("stowage.cache.waits")).isEqualTo(10);
    }
  }

  @Test
  void readsGoOnFromTheStoreWhileRedisHangsOrIsGone() {
    try (RedisServer server = RedisServer.started();
        Redis redis =
            Redis.open(Settings.of(server.uri()).within(Duration.ofMillis(300))).orElseThrow()) {
      CachedStore replica = CachedStore.shared(elsewhere, redis, "bucket", _ -> true);
      write(replica, KEY, "1");
      server.freeze();
      write(elsewhere, KEY, "2");
      assertThat(read(replica, KEY)).isEqualTo("2");
      server.thaw();
      server.kill();
      write(elsewhere, KEY, "3");
      assertThat(read(replica, KEY)).isEqualTo("3");
      server.start();
      awaitAnswers(redis);
      assertThat(read(replica, KEY)).isEqualTo("3");
    }
  }

  @Test
  void doesNotBelieveWhatARestartOfRedisBroughtBack() {
    try (RedisServer server = RedisServer.started();
        Redis redis = open(server)) {
      CachedStore replica = replica(redis, LONG);
      write(replica, KEY, "old");
      assertThat(read(replica, KEY)).isEqualTo("old");
      server.ask("SAVE");
      write(replica, KEY, "new");
      server.kill();
      server.start();
      assertThat(server.ask("EXISTS", name(KEY))).isEqualTo("1");
      awaitAnswers(redis);
      assertThat(read(replica(redis, LONG), KEY)).isEqualTo("new");
      assertThat(read(replica(redis, LONG), KEY)).isEqualTo("new");
    }
  }

  @Test
  void doesNotBelieveWhatTheNextMasterHasNotForgotten() {
    try (RedisServer master = RedisServer.started();
        RedisServer copy =
            RedisServer.started("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisServer sentinel = RedisServer.sentinel("hot", master.port());
        Redis redis = watched(sentinel)) {
      CachedStore replica = replica(redis, LONG);
      write(replica, KEY, "old");
      assertThat(read(replica, KEY)).isEqualTo("old");
      awaitKey(copy, KEY);
      moveOver(master, copy, sentinel, () -> write(replica, KEY, "new"));
      awaitAnswers(redis);
      assertThat(copy.ask("GET", name(KEY))).endsWith("old");
      CachedStore next = replica(redis, LONG);
      assertThat(read(next, KEY)).isEqualTo("new");
      assertThat(copy.ask("GET", name(KEY))).endsWith("new");
    }
  }

  @Test
  void doesNotFillALeaseThatTheNextMasterHasNotForgotten() {
    try (RedisServer master = RedisServer.started();
        RedisServer copy =
            RedisServer.started("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisServer sentinel = RedisServer.sentinel("hot", master.port());
        Redis redis = watched(sentinel)) {
      CachedStore replica = replica(redis, LONG);
      write(replica, KEY, "old");
      Runnable failover =
          () -> {
            awaitKey(copy, KEY);
            moveOver(master, copy, sentinel, () -> write(replica, KEY, "new"));
            awaitAnswers(redis);
          };
      CachedStore slow = replica(new Meanwhile(elsewhere, failover), redis, LONG);
      assertThat(read(slow, KEY)).isEqualTo("old");
      assertThat(read(replica(redis, LONG), KEY)).isEqualTo("new");
    }
  }

  /// Makes the copy the master, which has missed what the master did last.
  private static void moveOver(
      RedisServer master, RedisServer copy, RedisServer sentinel, Runnable last) {
    copy.ask("REPLICAOF", "NO", "ONE");
    last.run();
    sentinel.ask("SENTINEL", "REMOVE", "hot");
    sentinel.ask("SENTINEL", "MONITOR", "hot", "127.0.0.1", "" + copy.port(), "1");
    master.kill();
  }

  @Test
  void asksTheStoreRatherThanACopy() {
    try (RedisServer master = RedisServer.started();
        RedisServer copy =
            RedisServer.started("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        Redis redis = open(master);
        Redis lagging = open(copy)) {
      CachedStore replica = replica(redis, LONG);
      write(replica, KEY, "old");
      assertThat(read(replica, KEY)).isEqualTo("old");
      awaitKey(copy, KEY);
      write(elsewhere, KEY, "new");
      assertThat(read(replica(lagging, LONG), KEY)).isEqualTo("new");
    }
  }

  @Test
  void remembersInAClusterAndLosesNothingWithANode() {
    try (RedisCluster cluster = new RedisCluster();
        Redis redis = Redis.open(cluster.settings().within(Duration.ofSeconds(5))).orElseThrow()) {
      CachedStore replica = replica(redis, SHORT);
      List<ObjectKey> keys = IntStream.range(0, 9).mapToObj(i -> new ObjectKey("k/" + i)).toList();
      for (int round = 0; round < 2; round++) {
        for (ObjectKey key : keys) {
          write(replica, key, "old");
          assertThat(read(replica, key)).isEqualTo("old");
          write(replica, key, "new");
          assertThat(read(replica, key)).isEqualTo("new");
        }
        assertThat(replica.deleteAll(keys)).isEmpty();
        for (ObjectKey key : keys) {
          assertThat(read(replica, key)).isEmpty();
        }
        if (round == 0) {
          cluster.node().kill();
        }
      }
    }
  }

  /// A writer for each key counts up; readers on every replica check that no read that begins after
  /// a write was acknowledged sees an older number, while Redis is wiped, killed and started.
  @Test
  void neverReadsWhatIsOlderWhileRedisComesAndGoes() throws Exception {
    int writes = 60;
    try (RedisServer server = RedisServer.started();
        Redis first = open(server);
        Redis second = open(server)) {
      CachedStore a = replica(first, SHORT);
      CachedStore b = replica(second, SHORT);
      List<Callable<Integer>> threads = new ArrayList<>();
      for (int w = 0; w < 2; w++) {
        ObjectKey key = new ObjectKey("raced/" + w);
        AtomicInteger acknowledged = new AtomicInteger();
        CachedStore writer = w == 0 ? a : b;
        threads.add(
            () -> {
              for (int i = 1; i <= writes; i++) {
                write(writer, key, Integer.toString(i));
                acknowledged.set(i);
                trouble(server, i);
              }
              return writes;
            });
        for (CachedStore reader : List.of(a, b)) {
          threads.add(
              () -> {
                int seen = 0;
                while (seen < writes) {
                  int before = acknowledged.get();
                  String read = read(reader, key);
                  seen = read.isEmpty() ? 0 : Integer.parseInt(read);
                  assertThat(seen).isGreaterThanOrEqualTo(before);
                }
                return seen;
              });
        }
      }
      try (var executor = Executors.newFixedThreadPool(threads.size())) {
        for (Future<Integer> end : executor.invokeAll(threads)) {
          assertThat(end.get()).isEqualTo(writes);
        }
      }
    }
  }

  private static void trouble(RedisServer server, int write) {
    synchronized (server) {
      switch (write % 20) {
        case 5 -> server.kill();
        case 10 -> {
          server.kill();
          server.start();
        }
        case 15 -> {
          server.kill();
          server.start();
          server.ask("FLUSHALL");
        }
        default -> {}
      }
    }
  }
}
