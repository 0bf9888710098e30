package dev.stowage.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Writes one line per request to the logger `dev.stowage.access` (level INFO) and counts it:
/// `stowage_http_requests` (a timer by method, route and status) and `stowage_http_bytes` (by
/// direction). Safe for all threads.
@Singleton
public final class RequestLog {
  private static final Logger ACCESS = Logger.getLogger("dev.stowage.access");

  /// The bounds of the histogram: small answers, large ones, slow clients.
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final Counter in;
  private final Counter out;
  private final ConcurrentMap<Labels, Timer> timers = new ConcurrentHashMap<>();

  /// Bounded: methods, routes and statuses are a few each.
  private record Labels(String method, String route, int status) {}

  public RequestLog(MeterRegistry registry) {
    this.registry = registry;
    this.in = bytes("in");
    this.out = bytes("out");
  }

  /// Records a request that has been served.
  public void record(ServedRequest request) {
    timers
        .computeIfAbsent(
            new Labels(request.method(), request.route(), request.status()), this::timer)
        .record(request.nanos(), TimeUnit.NANOSECONDS);
    in.increment((double) request.bytesIn());
    out.increment((double) request.bytesOut());
    if (ACCESS.isInfoEnabled()) {
      ACCESS.info(line(request));
    }
  }

  static String line(ServedRequest request) {
    return request.method()
        + ' '
        + request.target()
        + ' '
        + request.status()
        + " in="
        + request.bytesIn()
        + " out="
        + request.bytesOut()
        + " us="
        + request.nanos() / 1000
        + " id="
        + request.id()
        + " from="
        + request.remote();
  }

  private Timer timer(Labels labels) {
    return Timer.builder("stowage.http.requests")
        .description("Requests to the OCI Distribution API")
        .serviceLevelObjectives(BOUNDS)
        .tag("method", labels.method())
        .tag("route", labels.route())
        .tag("status", Integer.toString(labels.status()))
        .register(registry);
  }

  private Counter bytes(String direction) {
    return Counter.builder("stowage.http.bytes")
        .description("Bytes of request and answer bodies of the OCI Distribution API")
        .tag("direction", direction)
        .register(registry);
  }
}
