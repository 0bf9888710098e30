package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What operators see: metrics of bounded number that the dashboard and the alert rules name
/// rightly, and logs that machines can read.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:stowage|jvm|process|system)_[a-z0-9_]+");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final ObjectMapper json = new ObjectMapper();
  private Registry registry;

  @BeforeAll
  void start(@TempDir Path data) throws IOException {
    registry = Registry.directory(data).with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true").start();
    try (var client = new Client(registry.port())) {
      for (int i = 0; i < 20; i++) {
        var blob = new Content(i, 1000);
        String repository = "observed/secret-name-" + i;
        client.push(repository, blob, blob.digest(), Client.Manner.PUT);
        client.blob("GET", repository, blob.digest(), OutputStream.nullOutputStream());
        client.manifest(repository, "absent");
      }
    }
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  @Test
  void countsRequestsBytesStoreCallsAndCacheReads() throws IOException {
    Metrics metrics = Metrics.of(registry);
    assertThat(
            metrics.sum("stowage_http_requests_seconds_count", "route=\"blob\"", "status=\"200\""))
        .isEqualTo(20);
    assertThat(metrics.sum("stowage_http_bytes_total", "direction=\"in\"")).isEqualTo(20_000);
    assertThat(metrics.sum("stowage_http_bytes_total", "direction=\"out\""))
        .isGreaterThanOrEqualTo(20_000);
    assertThat(metrics.sum("stowage_store_calls_seconds_count", "call=\"write\"", "outcome=\"ok\""))
        .isGreaterThanOrEqualTo(20);
    assertThat(metrics.sum("stowage_cache_reads_total", "outcome=\"hit\"")).isPositive();
    assertThat(metrics.sum("stowage_cache_reads_total", "outcome=\"miss\"")).isPositive();
    assertThat(metrics.sum("stowage_uploads_sessions")).isZero();
    assertThat(metrics.sum("stowage_uploads_memory_max_bytes")).isPositive();
  }

  @Test
  void metricsTellNoNames() throws IOException {
    assertThat(Metrics.of(registry).lines()).noneMatch(line -> line.contains("secret-name"));
  }

  @Test
  void dashboardNamesOnlyWhatThereIs() throws IOException {
    Path file = observability().resolve("grafana-dashboard.json");
    JsonNode dashboard = json.readTree(file.toFile());
    var expressions = new StringBuilder();
    dashboard.findValues("expr").forEach(expr -> expressions.append(expr.asText()).append('\n'));
    assertThat(dashboard.findValues("expr")).isNotEmpty();
    assertExposed(expressions.toString());
  }

  @Test
  void alertRulesNameOnlyWhatThereIs() throws IOException {
    assertExposed(Files.readString(observability().resolve("prometheus-rules.yaml")));
  }

  @Test
  void logsAreJsonWithTheRequestAndItsTrace() throws IOException {
    try (var connection = new Connection(registry.port())) {
      connection.send(
          Connection.get("/v2/")
              .header("X-Request-Id", "observed-1")
              .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
    }
    Poll.until(
        SOON, () -> "no such line in " + registry.log(), () -> line("observed-1").isPresent());
    JsonNode line = json.readTree(line("observed-1").orElseThrow());
    assertThat(line.path("loggerName").asText()).isEqualTo("dev.stowage.access");
    assertThat(line.path("mdc").path("requestId").asText()).isEqualTo("observed-1");
    assertThat(line.path("mdc").path("traceId").asText()).isEqualTo(TRACE);
  }

  private Optional<String> line(String id) {
    return registry
        .log()
        .lines()
        .filter(line -> line.contains("id=" + id + " ") && line.endsWith("}"))
        .findFirst();
  }

  private void assertExposed(String text) throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher matcher = METRIC.matcher(text);
    while (matcher.find()) {
      named.add(matcher.group());
    }
    assertThat(named).hasSizeGreaterThan(5);
    assertThat(Metrics.of(registry).names()).containsAll(named);
  }

  private static Path observability() {
    return Tools.checkout().resolve("deploy/observability");
  }
}
