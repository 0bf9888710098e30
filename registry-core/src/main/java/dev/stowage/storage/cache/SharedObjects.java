package dev.stowage.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.redis.RedisUnavailableException;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all replicas remember together, in Redis ([Leases]), of the keys that are hot.
///
/// A reader who finds nothing takes a lease, asks the store, and puts what it said in the lease's
/// place, if that still stands. A writer asks the store, then removes entry and lease, then
/// acknowledges. So what is older than an acknowledged write is neither there nor can come there. A
/// writer that cannot reach Redis waits until every entry and lease from before his write is dead.
///
/// *A write that failed may take effect later*, and he who made it may learn so by reading, and
/// acknowledge it then. So what this process reads of such a key comes from the store, and is
/// followed by a removal, as a write is.
///
/// Whoever cannot reach Redis reads from the store.
final class SharedObjects implements HotObjects {

  /// How long an entry lives from the taking of its lease: the same for all replicas.
  static final Duration LIFE = Duration.ofSeconds(2);

  /// How long a reader waits for Redis, in whose place he could ask the store.
  static final Duration PATIENCE = Duration.ofMillis(250);

  /// For how long readers do not ask a Redis that did not answer.
  static final Duration PAUSE = Duration.ofSeconds(1);

  /// How long after a write that failed a read that tells what became of it may begin.
  static final Duration DOUBT = Duration.ofMinutes(1);

  private static final Duration RETRY = Duration.ofMillis(100);
  private static final int DOUBTS = 100_000;

  /// What the names of this process' leases begin with, which are like no entry.
  private final String process = "L" + UUID.randomUUID() + "-";

  private final AtomicLong taken = new AtomicLong();
  private final Leases leases;
  private final HotKeys keys;
  private final Duration life;
  private final Duration wait;
  private final Cache<ObjectKey, Boolean> doubtful =
      Caffeine.newBuilder()
          .maximumSize(DOUBTS)
          .expireAfterWrite(DOUBT)
          .executor(Runnable::run)
          .build();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private volatile long pauseBegan = System.nanoTime() - PAUSE.toNanos();

  SharedObjects(Leases leases, HotKeys keys) {
    this(leases, keys, LIFE);
  }

  /// With another life, the same for all that use the same Redis.
  SharedObjects(Leases leases, HotKeys keys, Duration life) {
    this.leases = leases;
    this.keys = keys;
    this.life = life;
    this.wait = life.multipliedBy(5).dividedBy(4); // the clocks of two machines are not the same
  }

  @Override
  public boolean isLasting() {
    return false;
  }

  @Override
  public Look look(ObjectKey key, boolean whole) {
    if (!keys.isHot(key)) {
      return new Seen(null);
    }
    if (doubtful.getIfPresent(key) != null) {
      return new Doubt(key);
    }
    if (System.nanoTime() - pauseBegan < PAUSE.toNanos()) {
      passed.increment();
      return new Seen(null);
    }
    String lease = process + taken.incrementAndGet();
    try {
      String stands = leases.take(key, lease, life, whole ? Entry.HEAD : "");
      if (stands.equals(lease)) {
        misses.increment();
        return new Lease(key, lease);
      }
      Optional<Known> entry = Entry.decode(key, stands);
      (entry.isPresent() ? hits : misses).increment();
      return new Seen(entry.orElse(null));
    } catch (RedisUnavailableException e) {
      pause();
      passed.increment();
      return new Seen(null);
    }
  }

  private void pause() {
    pauseBegan = System.nanoTime();
  }

  /// The right to say what stands.
  private final class Lease implements Look {
    private final ObjectKey key;
    private final String lease;

    Lease(ObjectKey key, String lease) {
      this.key = key;
      this.lease = lease;
    }

    @Override
    public @Nullable Known known() {
      return null;
    }

    @Override
    public void found(@Nullable Known fact) {
      Optional<String> entry = Optional.ofNullable(fact).flatMap(Entry::encode);
      try {
        if (entry.isPresent() && !leases.fill(key, lease, entry.get())) {
          refused.increment();
        }
      } catch (RedisUnavailableException e) {
        pause();
      }
    }
  }

  /// A look by which this process may learn that a write that failed took effect.
  private final class Doubt implements Look {
    private final ObjectKey key;

    Doubt(ObjectKey key) {
      this.key = key;
    }

    @Override
    public @Nullable Known known() {
      return null;
    }

    @Override
    public void found(@Nullable Known fact) {
      forget(List.of(key));
    }
  }

  @Override
  public <T> T change(
      List<ObjectKey> changed, Supplier<T> change, Function<? super T, Optional<Known>> written) {
    List<ObjectKey> hot = changed.stream().filter(keys::isHot).toList();
    if (hot.isEmpty()) {
      return change.get();
    }
    boolean answered = false;
    try {
      T result = change.get();
      forget(hot);
      answered = true;
      return result;
    } finally {
      if (!answered) {
        hot.forEach(key -> doubtful.put(key, true));
        tryToForget(hot);
      }
    }
  }

  /// Returns when nothing that was read before is remembered by anyone.
  private void forget(List<ObjectKey> hot) {
    long begin = System.nanoTime();
    boolean waited = false;
    while (!tryToForget(hot)) {
      long left = wait.toNanos() - (System.nanoTime() - begin);
      if (left <= 0) {
        return;
      }
      if (!waited) {
        waits.increment();
        waited = true;
      }
      sleep(Math.min(left, RETRY.toNanos()));
    }
  }

  private boolean tryToForget(List<ObjectKey> hot) {
    try {
      leases.remove(hot);
      return true;
    } catch (RedisUnavailableException e) {
      return false;
    }
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  /// The metrics `stowage.cache.reads` (by `outcome`: `hit`, `miss`, or `passed` where Redis was
  /// out of reach), `stowage.cache.refusals` and `stowage.cache.waits`.
  @Override
  public void register(MeterRegistry meters) {
    reads(meters, "hit", hits);
    reads(meters, "miss", misses);
    reads(meters, "passed", passed);
    FunctionCounter.builder("stowage.cache.refusals", refused, LongAdder::doubleValue)
        .description("Reads that were not remembered since a write came between")
        .register(meters);
    FunctionCounter.builder("stowage.cache.waits", waits, LongAdder::doubleValue)
        .description("Writes that waited since Redis was out of reach")
        .register(meters);
  }

  private static void reads(MeterRegistry meters, String outcome, LongAdder count) {
    FunctionCounter.builder("stowage.cache.reads", count, LongAdder::doubleValue)
        .description("Reads of small objects: answered from memory, or by the store")
        .tag("outcome", outcome)
        .register(meters);
  }
}
