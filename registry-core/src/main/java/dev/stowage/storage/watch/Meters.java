package dev.stowage.storage.watch;

import dev.stowage.storage.StorageException;
import dev.stowage.telemetry.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// The store's metrics: `stowage.store.calls` (a timer by `call` and `outcome`) and
/// `stowage.store.bytes` (a counter by `direction`: `read` counts the ranges opened, `written` the
/// content that stands).
final class Meters {

  /// A call that takes longer is logged. (Content that comes as a stream is as slow as its client;
  /// callers give bytes that they have already.)
  static final Duration SLOW = Duration.ofSeconds(2);

  /// The bounds of the histogram.
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private static final Logger LOG = Logger.getLogger("dev.stowage.storage");

  private final MeterRegistry registry;
  private final StoreCalls calls;
  private final Tracing tracing;
  private final Counter read;
  private final Counter written;
  private final Map<StoreCall, Map<String, Timer>> timers = new EnumMap<>(StoreCall.class);

  Meters(MeterRegistry registry, StoreCalls calls, Tracing tracing) {
    this.registry = registry;
    this.calls = calls;
    this.tracing = tracing;
    this.read = bytes("read");
    this.written = bytes("written");
    for (StoreCall call : StoreCall.values()) {
      timers.put(call, new ConcurrentHashMap<>());
    }
  }

  private Counter bytes(String direction) {
    return Counter.builder("stowage.store.bytes")
        .description("Bytes moved from and to the store")
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  /// Something asked of the store.
  @FunctionalInterface
  interface Question<T> {
    T ask();
  }

  /// How an answer is called.
  @FunctionalInterface
  interface Outcome<T> {
    String of(T answer);
  }

  /// Asks, and writes down how it went; `about` names the object in the log.
  <T> T timed(StoreCall call, Object about, Outcome<T> outcome, Question<T> question) {
    calls.count(call);
    Tracing.Call span = tracing.call(Tracing.Peer.STORE, call.label(), about);
    boolean failed = true;
    String name = "broken";
    long start = System.nanoTime();
    try {
      T answer = question.ask();
      name = outcome.of(answer);
      failed = false;
      return answer;
    } catch (StorageException e) {
      name = e.kind().name().toLowerCase(Locale.ROOT);
      throw e;
    } finally {
      long nanos = System.nanoTime() - start;
      timer(call, name).record(nanos, TimeUnit.NANOSECONDS);
      if (span != null) {
        span.end(name, failed);
      }
      if (nanos > SLOW.toNanos()) {
        LOG.warnf(
            "slow store: %s %s took %d ms (%s)", call.label(), about, nanos / 1_000_000, name);
      }
    }
  }

  void read(long bytes) {
    read.increment((double) bytes);
  }

  void written(long bytes) {
    written.increment((double) bytes);
  }

  private Timer timer(StoreCall call, String outcome) {
    Map<String, Timer> byOutcome = timers.getOrDefault(call, Map.of());
    Timer known = byOutcome.get(outcome);
    return known != null
        ? known
        : byOutcome.computeIfAbsent(
            outcome,
            name ->
                Timer.builder("stowage.store.calls")
                    .description("Calls of the store")
                    .serviceLevelObjectives(BOUNDS)
                    .tag("call", call.label())
                    .tag("outcome", name)
                    .register(registry));
  }
}
