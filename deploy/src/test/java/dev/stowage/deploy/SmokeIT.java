package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `deploy/run` starts answers, tells what it listens on and uses the AOT cache made for it.
class SmokeIT {
  @TempDir private static Path data;

  private static Registry registry;

  @BeforeAll
  static void start() {
    registry = Registry.directory(data).start();
  }

  @AfterAll
  static void stop() {
    registry.stop();
  }

  @Test
  void answersThatItSpeaksTheProtocol() throws IOException {
    assertThat(get("/v2/").status()).isEqualTo(200);
  }

  @Test
  void showsHealthAndMetrics() throws IOException {
    assertThat(get("/q/health/live").text()).contains("\"UP\"");
    assertThat(get("/q/health/ready").text()).contains("\"UP\"");
    assertThat(get("/q/metrics").text()).contains("jvm_memory_used_bytes");
  }

  @Test
  void tellsWhereItListensAndWhereItsDataIs() {
    assertThat(registry.log())
        .contains("http://" + registry.host())
        .contains(data.toString())
        .contains("docker push " + registry.host());
  }

  @Test
  void startsFromItsAotCacheWithoutComplaint() {
    assertThat(Tools.checkout().resolve("deploy/target/quarkus-app/app.aot")).isNotEmptyFile();
    assertThat(registry.log()).doesNotContain("[warning]", "[error]", "WARNING:");
  }

  private static Connection.Response get(String target) throws IOException {
    try (var connection = new Connection(registry.port())) {
      return connection.send(Connection.get(target));
    }
  }
}
