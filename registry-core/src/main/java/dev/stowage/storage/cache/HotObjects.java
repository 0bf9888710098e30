package dev.stowage.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.BytesBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Small objects as they stand in a store that only this process writes to, and the knowledge that
/// some are not there. Safe for any number of threads.
///
/// **No read that begins after a write was acknowledged sees older data.** A write forgets the
/// object when it begins, and until it has ended nothing else is remembered of it. A reader takes a
/// ticket before it asks the store; what it found is remembered only if no write has begun since.
/// What a write has written is remembered if no other began meanwhile. Both are counted by stripe,
/// so that an unrelated write costs at most a read that is not remembered.
///
/// In a bucket that others can reach an entry lives [#LIFE] at most: then a write that was not
/// acknowledged, but reached the store after all, is seen, and what somebody changes by hand.
final class HotObjects {

  /// The largest object that is remembered, in bytes.
  static final int MAX_OBJECT = 64 << 10;

  /// How long what is in a bucket that others can reach is remembered.
  static final Duration LIFE = Duration.ofSeconds(30);

  private static final int STRIPES = 1024;
  private static final int ENTRY_COST = 200;

  /// What is known of a key: the object, perhaps without its bytes, or that there is none.
  record Known(@Nullable ObjectInfo info, byte @Nullable [] bytes) {
    static final Known ABSENT = new Known(null, null);

    /// Whether nothing is left to be asked.
    boolean isWhole() {
      return info == null || bytes != null;
    }
  }

  private final Cache<ObjectKey, Known> known;
  private final Stripe[] stripes = new Stripe[STRIPES];

  /// Holds at most about so many bytes.
  ///
  /// @param exclusive whether nobody else can reach what the store keeps
  HotObjects(long capacity, boolean exclusive) {
    Caffeine<ObjectKey, Known> cache =
        Caffeine.newBuilder()
            .maximumWeight(capacity)
            .weigher(
                (ObjectKey key, Known k) -> ENTRY_COST + (k.bytes() == null ? 0 : k.bytes().length))
            .executor(Runnable::run)
            .recordStats();
    known = exclusive ? cache.build() : cache.expireAfterWrite(LIFE).build();
    Arrays.setAll(stripes, i -> new Stripe());
  }

  /// The metrics `stowage.cache.reads` (by `outcome`: `hit`, `miss`) and `stowage.cache.objects`.
  void register(MeterRegistry meters) {
    reads(meters, "hit", CacheStats::hitCount);
    reads(meters, "miss", CacheStats::missCount);
    Gauge.builder("stowage.cache.objects", known, Cache::estimatedSize)
        .description("Small objects in memory, and the knowledge that some are not there")
        .register(meters);
  }

  private void reads(MeterRegistry meters, String outcome, ToLongFunction<CacheStats> count) {
    FunctionCounter.builder(
            "stowage.cache.reads", known, k -> (double) count.applyAsLong(k.stats()))
        .description("Reads of small objects: answered from memory, or by the store")
        .tag("outcome", outcome)
        .register(meters);
  }

  /// What is known of the key, or null.
  @Nullable Known find(ObjectKey key) {
    return known.getIfPresent(key);
  }

  /// Does the change, which the object under `key` may not outlive in memory.
  <T> T change(ObjectKey key, Supplier<T> change) {
    return change(List.of(key), change);
  }

  /// The same for a change of several objects.
  <T> T change(List<ObjectKey> keys, Supplier<T> change) {
    keys.forEach(this::begin);
    try {
      return change.get();
    } finally {
      keys.forEach(this::end);
    }
  }

  /// A write of `key` begins. The ticket is good for what it has written, until [#end].
  Ticket begin(ObjectKey key) {
    return stripe(key).begin(key);
  }

  /// A write of `key` has ended.
  void end(ObjectKey key) {
    stripe(key).end();
  }

  /// To be taken before the store is asked about `key`.
  Ticket ticket(ObjectKey key) {
    return stripe(key).ticket(key);
  }

  private Stripe stripe(ObjectKey key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }

  /// Remembers what the store said of the ticket's key, unless a write has begun since.
  void remember(Ticket ticket, Known fact) {
    if (ticket.valid()) {
      stripe(ticket.key()).remember(ticket, fact);
    }
  }

  /// The right to remember what the store says of a key.
  record Ticket(ObjectKey key, long begun, boolean valid) {}

  /// The writes of the keys that share it: how many have begun, how many have not ended.
  private final class Stripe {
    private long begun;
    private int running;

    synchronized Ticket begin(ObjectKey key) {
      begun++;
      running++;
      known.invalidate(key);
      return new Ticket(key, begun, running == 1);
    }

    synchronized void end() {
      running--;
    }

    synchronized Ticket ticket(ObjectKey key) {
      return new Ticket(key, begun, running == 0);
    }

    synchronized void remember(Ticket ticket, Known fact) {
      if (ticket.begun() == begun) {
        known.put(ticket.key(), fact);
      }
    }
  }

  /// The object's bytes within the range, if they are known; empty if it is known to be absent.
  static Optional<BytesBody> body(Known fact, ByteRange range) {
    ObjectInfo info = fact.info();
    byte[] bytes = fact.bytes();
    return info == null || bytes == null
        ? Optional.empty()
        : Optional.of(new BytesBody(info, range, bytes));
  }
}
