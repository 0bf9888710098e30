package dev.stowage.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.stowage.storage.ObjectKey;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What this process remembers while it is the only one that writes to the store ([SoleWriter]);
/// else nothing.
///
/// A write forgets the object when it begins, and until it has ended nothing else is remembered of
/// it. A reader takes a ticket before it asks the store; what it found is remembered only if no
/// write has begun since. What a write has written is remembered if no other began meanwhile. Both
/// are counted by stripe, so that an unrelated write costs at most a read that is not remembered.
///
/// In a bucket that others can reach an entry lives [#LIFE] at most: then a write that was not
/// acknowledged, but reached the store after all, is seen, and what somebody changes by hand.
final class SoleObjects implements HotObjects {

  /// How long what is in a bucket that others can reach is remembered.
  static final Duration LIFE = Duration.ofSeconds(30);

  private static final int STRIPES = 1024;
  private static final int ENTRY_COST = 200;

  private final Cache<ObjectKey, Known> known;
  private final Stripe[] stripes = new Stripe[STRIPES];
  private final SoleWriter writer;

  /// Holds at most about so many bytes.
  ///
  /// @param exclusive whether nobody else can reach what the store keeps
  SoleObjects(long capacity, boolean exclusive, SoleWriter writer) {
    this.writer = writer;
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
  @Override
  public void register(MeterRegistry meters) {
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

  @Override
  public boolean isLasting() {
    return writer.isSole();
  }

  @Override
  public Look look(ObjectKey key, boolean whole) {
    Known fact = writer.isSole() ? known.getIfPresent(key) : null;
    return fact != null && (fact.isWhole() || !whole) ? new Seen(fact) : stripe(key).ticket(key);
  }

  @Override
  public <T> T change(
      List<ObjectKey> keys, Supplier<T> change, Function<? super T, Optional<Known>> written) {
    List<Ticket> tickets = keys.stream().map(key -> stripe(key).begin(key)).toList();
    try {
      T result = change.get();
      if (tickets.size() == 1 && writer.isSole()) {
        written.apply(result).ifPresent(tickets.getFirst()::found);
      }
      return result;
    } finally {
      keys.forEach(key -> stripe(key).end());
    }
  }

  private Stripe stripe(ObjectKey key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }

  /// The right to remember what the store says of a key, or what was written to it.
  private record Ticket(SoleObjects objects, ObjectKey key, long begun, boolean valid)
      implements Look {

    @Override
    public @Nullable Known known() {
      return null;
    }

    @Override
    public void found(@Nullable Known fact) {
      if (valid && fact != null && objects.writer.isSole()) {
        objects.stripe(key).remember(this, fact);
      }
    }
  }

  /// The writes of the keys that share it: how many have begun, how many have not ended.
  private final class Stripe {
    private long begun;
    private int running;

    /// A write begins. The ticket is good for what it has written, until [#end].
    synchronized Ticket begin(ObjectKey key) {
      begun++;
      running++;
      known.invalidate(key);
      return new Ticket(SoleObjects.this, key, begun, running == 1);
    }

    synchronized void end() {
      running--;
    }

    synchronized Ticket ticket(ObjectKey key) {
      return new Ticket(SoleObjects.this, key, begun, running == 0);
    }

    synchronized void remember(Ticket ticket, Known fact) {
      if (ticket.begun() == begun) {
        known.put(ticket.key(), fact);
      }
    }
  }
}
