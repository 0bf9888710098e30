package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A client that pulls one image over and over and compares every byte.
///
/// Not thread-safe.
final class Puller {

  private static final String TAG = "pulled";

  private final String repository;
  private final Content config;
  private final Content layer;
  private final byte[] manifest;
  private int pulls;

  /// @param number another for every puller
  Puller(int number) {
    repository = "pulled/p" + number;
    config = new Content(4000 + number, 1500);
    layer = new Content(5000 + number, (3 << 20) + 77);
    manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}"""
            .formatted(Client.MANIFEST, descriptor(config), descriptor(layer))
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(Content content) {
    return """
        {"mediaType":"application/vnd.test","digest":"%s","size":%d}"""
        .formatted(content.digest(), content.length());
  }

  /// Pushes the image.
  void publish(Client client) throws IOException {
    client.push(repository, config, config.digest(), Client.Manner.PUT);
    client.push(repository, layer, layer.digest(), Client.Manner.STREAM);
    client.putTag(repository, TAG, manifest);
  }

  /// Pulls until it is `enough`, each time on a new connection, and again whenever that failed.
  void persist(Retries retries, BooleanSupplier enough) throws IOException {
    while (!enough.getAsBoolean()) {
      retries.until(this::pull);
    }
  }

  /// Pulls until it is `enough`, on one connection. Nothing may go wrong, and nothing is asked
  /// twice.
  void pullWithoutFail(int port, BooleanSupplier enough) throws IOException {
    try (var client = new Client(port)) {
      while (!enough.getAsBoolean()) {
        pull(client);
      }
    }
  }

  /// How often the image was pulled.
  int pulls() {
    return pulls;
  }

  /// Pulls the image once.
  private void pull(Client client) throws IOException {
    String digest = Content.digest(manifest);
    for (String reference : List.of(TAG, digest)) {
      assertThat(client.manifest(repository, reference).body())
          .as("the manifest of " + repository)
          .isEqualTo(manifest);
    }
    for (Content blob : List.of(config, layer)) {
      var nothing = new Content.DigestSink();
      assertThat(client.blob("HEAD", repository, blob.digest(), nothing).status()).isEqualTo(200);
      var sink = new Content.DigestSink();
      assertThat(client.blob("GET", repository, blob.digest(), sink).status()).isEqualTo(200);
      assertThat(sink.digest()).as("the bytes of a blob of " + repository).isEqualTo(blob.digest());
    }
    pulls++;
  }
}
