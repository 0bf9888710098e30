package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With tracing on, a collector gets a span for each request, in the trace that the client began,
/// and one for each call of the store and of Redis.
class TracingIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /// OTLP requests, as text in which their bytes can be found.
  private final Queue<String> received = new ConcurrentLinkedQueue<>();

  @Test
  void sendsSpansOfRequestsAndOfCallsOfTheStoreAndRedis(@TempDir Path data) throws IOException {
    HttpServer collector = collector();
    try (var redis = RedisServer.started();
        var registry =
            Registry.directory(data)
                .with("STOWAGE_REDIS_URI", redis.uri())
                .withJava(
                    "-Dstowage.tracing.enabled=true -Dotel.bsp.schedule.delay=100"
                        + " -Dotel.exporter.otlp.endpoint=http://127.0.0.1:"
                        + collector.getAddress().getPort())
                .start()) {
      try (var connection = new Connection(registry.port())) {
        connection.send(
            Connection.request("POST", "/v2/traced/app/blobs/uploads/")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
      }
      String trace = new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1);
      Poll.until(
          Duration.ofSeconds(60),
          () -> received.size() + " requests came without these spans; " + registry.log(),
          () -> {
            String all = String.join("\n", received);
            return all.contains(trace)
                && all.contains("POST uploads")
                && all.contains("store write")
                && all.contains("redis script")
                && all.contains("stowage.request.id");
          });
      assertThat(Metrics.of(registry).sum("stowage_redis_calls_seconds_count", "outcome=\"ok\""))
          .isPositive();
    } finally {
      collector.stop(0);
    }
    assertThat(received).isNotEmpty();
  }

  private HttpServer collector() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
