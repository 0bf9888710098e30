package dev.stowage.redis;

import dev.stowage.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What Redis is asked: `stowage.redis.calls`, a timer by `call` and `outcome` (`ok` or
/// `unavailable`), and a span of the request's trace for each. Safe for all threads.
public final class RedisCalls {

  /// The bounds of the histogram.
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1)
  };

  private final MeterRegistry meters;
  private final Tracing tracing;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  public RedisCalls(MeterRegistry meters, Tracing tracing) {
    this.meters = meters;
    this.tracing = tracing;
  }

  /// Nobody looks at them.
  static RedisCalls unseen() {
    return new RedisCalls(new CompositeMeterRegistry(), Tracing.OFF);
  }

  /// Asks, and writes down how it went; `key` names what it is about in the trace.
  <T> T timed(String call, String key, Supplier<T> question) {
    Tracing.Call span = tracing.call(Tracing.Peer.REDIS, call, key);
    String outcome = "unavailable";
    long start = System.nanoTime();
    try {
      T answer = question.get();
      outcome = "ok";
      return answer;
    } finally {
      timer(call, outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      if (span != null) {
        span.end(outcome, !outcome.equals("ok"));
      }
    }
  }

  private Timer timer(String call, String outcome) {
    return timers.computeIfAbsent(
        call + ' ' + outcome,
        _ ->
            Timer.builder("stowage.redis.calls")
                .description("Calls of Redis")
                .serviceLevelObjectives(BOUNDS)
                .tag("call", call)
                .tag("outcome", outcome)
                .register(meters));
  }
}
