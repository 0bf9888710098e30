package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Connection.Response;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a proxy says of the client is believed only of proxies that the operator trusts.
class ProxyIT {

  @Test
  void headersOfAPeerThatIsNotTrustedChangeNothing() throws IOException {
    try (var registry = Registry.memory().start()) {
      Response answer = forged(registry, "untrusted");
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("Location").orElseThrow()).startsWith("/v2/proxied/app/");
      assertThat(answer.headers().toString()).doesNotContain("evil");
      assertThat(line(registry, "untrusted")).endsWith("from=127.0.0.1");
    }
  }

  @Test
  void ofATrustedProxyOnlyTheHopThatItHasSeenIsBelieved() throws IOException {
    try (var registry =
        Registry.memory()
            .with("STOWAGE_FORWARDED_TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.1")
            .start()) {
      Response answer = forged(registry, "trusted");
      assertThat(answer.header("Location").orElseThrow()).startsWith("/v2/proxied/app/");
      assertThat(answer.headers().toString()).doesNotContain("evil");
      assertThat(line(registry, "trusted")).endsWith("from=203.0.113.9");
    }
  }

  @Test
  void locationsAreThoseThatTheOperatorNames() throws IOException {
    try (var registry =
        Registry.memory().with("STOWAGE_EXTERNAL_URL", "https://registry.example.com").start()) {
      assertThat(forged(registry, "named").header("Location").orElseThrow())
          .startsWith("https://registry.example.com/v2/proxied/app/");
    }
  }

  /// A request by which a client, through proxies that append, tries to be another.
  private static Response forged(Registry registry, String id) throws IOException {
    try (var connection = new Connection(registry.port())) {
      return connection.send(
          Connection.request("POST", "/v2/proxied/app/blobs/uploads/")
              .header("X-Request-Id", id)
              .header("X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.1.2.3")
              .header("X-Forwarded-Host", "evil.example")
              .header("X-Forwarded-Proto", "https")
              .header("X-Forwarded-Prefix", "/evil")
              .header("Forwarded", "for=6.6.6.6;host=evil.example;proto=https"));
    }
  }

  /// The request's line in the log.
  private static String line(Registry registry, String id) {
    Poll.until(
        Duration.ofSeconds(30),
        () -> "no line of " + id + " in " + registry.log(),
        () -> find(registry, id).endsWith("\n"));
    return find(registry, id).strip();
  }

  private static String find(Registry registry, String id) {
    String log = registry.log();
    int at = log.indexOf("id=" + id + " ");
    return at < 0 ? "" : log.substring(at, Math.max(at, log.indexOf('\n', at) + 1));
  }
}
