package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients push and pull a real image through each kind of store, from the store itself and through
/// the registry.
class CloudClientsIT {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void clientsPullFromTheStoreItself(Cloud cloud) throws IOException, InterruptedException {
    TestImage image = TestImage.build(folder);
    try (Backing store = cloud.start();
        Registry registry = Registry.on(store).start()) {
      skopeoAndCrane(registry, image);

      String layer = layer(registry, image.manifests().getFirst());
      Connection.Response answer = get(registry, "blobs/" + layer);
      assertThat(answer.status()).isEqualTo(307);
      URI location = URI.create(answer.header("Location").orElseThrow());
      assertThat(location.getPort()).isEqualTo(store.port());
      try (HttpClient client = HttpClient.newHttpClient()) {
        var bytes =
            client.send(
                HttpRequest.newBuilder(location).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(bytes.statusCode()).isEqualTo(200);
        assertThat(Content.digest(bytes.body())).isEqualTo(layer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void clientsPullThroughTheRegistry(Cloud cloud) throws IOException {
    TestImage image = TestImage.build(folder);
    try (Backing store = cloud.start();
        Registry registry = Registry.on(store).withJava("-Dstowage.storage.redirect=off").start()) {
      skopeoAndCrane(registry, image);

      String layer = layer(registry, image.manifests().getFirst());
      Connection.Response answer = get(registry, "blobs/" + layer);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(Content.digest(answer.body())).isEqualTo(layer);
    }
  }

  private void skopeoAndCrane(Registry registry, TestImage image) throws IOException {
    String local = "oci:" + image.layout() + ":" + TestImage.TAG;
    String name = registry.host() + "/skopeo/app:1";
    Path back = folder.resolve("skopeo-back");
    skopeo("copy", "--all", "--dest-tls-verify=false", local, "docker://" + name);
    skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + name, "oci:" + back + ":app");
    image.assertIn(back);

    Path pulled = folder.resolve("crane-back");
    String craned = registry.host() + "/crane/app";
    crane("push", "--index", image.layout().toString(), craned + ":1");
    crane("pull", "--format", "oci", craned + "@" + image.index(), pulled.toString());
    image.assertIn(pulled);
  }

  private static Connection.Response get(Registry registry, String target) throws IOException {
    try (var connection = new Connection(registry.port())) {
      return connection.send(
          Connection.get("/v2/skopeo/app/" + target).header("Accept", Client.MANIFEST));
    }
  }

  /// The digest of the first layer of that manifest.
  private static String layer(Registry registry, String manifest) throws IOException {
    String text = get(registry, "manifests/" + manifest).text();
    int digest = text.indexOf("sha256:", text.indexOf("\"layers\""));
    return text.substring(digest, digest + "sha256:".length() + 64);
  }

  private void skopeo(String... arguments) {
    run(Tools.system("skopeo"), arguments);
  }

  private void crane(String... arguments) {
    run(PinnedTool.of("crane"), arguments);
  }

  private void run(Path program, String... arguments) {
    Command.of(program, arguments).in(folder).with("HOME", folder.toString()).run();
  }
}
