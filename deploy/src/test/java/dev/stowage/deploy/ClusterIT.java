package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What `deploy/cluster` starts is one registry, whichever replica a request comes to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

  private Path folder;
  private @Nullable Cluster cluster;

  @BeforeAll
  void startCluster(@TempDir Path temporary) {
    folder = temporary;
    cluster = Cluster.start(folder.resolve("cluster"), 3);
  }

  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void goesOnWithAnUploadOnWhicheverReplicaItsRequestsReach() throws IOException {
    var content = new Content(1, 9 << 20);
    long third = content.length() / 3;
    var replicas = new LinkedHashSet<String>();
    // Only one client speaks to the balancer here, so its requests go round.
    try (var connection = new Connection(port())) {
      var begun = connection.send(Connection.request("POST", "/v2/team/app/blobs/uploads/"));
      assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
      String location = begun.header("Location").orElseThrow();
      replicas.add(begun.header(Cluster.SERVED_BY).orElseThrow());
      for (long at = 0; at < content.length(); at += third) {
        var sent =
            connection.send(
                Connection.request("PATCH", location)
                    .header("Content-Type", "application/octet-stream")
                    .header("Content-Range", at + "-" + (at + third - 1))
                    .body(content.part(at, at + third)));
        assertThat(sent.status()).as(sent.toString()).isEqualTo(202);
        location = sent.header("Location").orElseThrow();
        replicas.add(sent.header(Cluster.SERVED_BY).orElseThrow());
      }
      String query = (location.contains("?") ? "&" : "?") + "digest=" + content.digest();
      var done = connection.send(Connection.request("PUT", location + query));
      assertThat(done.status()).as(done.toString()).isEqualTo(201);
      assertThat(replicas).hasSize(3);
    }
  }

  @Test
  void givesCraneBackWhatItPushed() throws IOException {
    TestImage image = TestImage.build(folder);
    String name = "127.0.0.1:" + port() + "/crane/app";
    crane("push", "--index", image.layout().toString(), name + ":1");
    assertThat(crane("manifest", name + "@" + image.index())).contains(image.manifests());
    Path back = folder.resolve("back");
    crane("pull", "--format", "oci", name + "@" + image.index(), back.toString());
    image.assertIn(back);
  }

  private int port() {
    return Objects.requireNonNull(cluster).port();
  }

  private String crane(String... arguments) {
    return Command.of(PinnedTool.of("crane"), arguments).with("HOME", folder.toString()).run();
  }
}
