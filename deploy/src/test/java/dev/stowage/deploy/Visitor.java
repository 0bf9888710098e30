package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A client that does each thing that clients do once, in a repository of its own, and each again
/// until the registry is available for it. Then it knows what must be there.
///
/// Not thread-safe.
final class Visitor {

  /// What all visitors push, each as if it were new.
  private static final Content SHARED = new Content(1, 3000);

  private static final long SMALL = 2000;

  /// Two parts and a rest in the store; more requests of the client.
  private static final long LARGE = (11 << 20) + 1234;

  private static final String TAG = "v1";
  private static final String OTHER_TAG = "v0";

  private final int port;
  private final String repository;
  private final Content small;
  private final Content large;
  private final Content unwanted;
  private final byte[] manifest;
  private final byte[] unwantedManifest;
  private int refusals;

  /// @param number another for every visitor
  Visitor(int number, int port) {
    this.port = port;
    repository = "visitors/v" + number;
    small = new Content(1000 + number, SMALL);
    large = new Content(2000 + number, LARGE);
    unwanted = new Content(3000 + number, SMALL);
    manifest = manifest("kept");
    unwantedManifest = manifest("unwanted");
  }

  private byte[] manifest(String note) {
    return """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s],"annotations":{"note":"%s"}}"""
        .formatted(Client.MANIFEST, descriptor(small), descriptor(SHARED), descriptor(large), note)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(Content content) {
    return """
        {"mediaType":"application/vnd.test","digest":"%s","size":%d}"""
        .formatted(content.digest(), content.length());
  }

  /// How often the registry said that it is unavailable.
  int refusals() {
    return refusals;
  }

  /// Pushes, tags, lists, pulls and deletes.
  void visit() throws IOException {
    push(small, Client.Manner.PUT);
    push(SHARED, Client.Manner.ONE_REQUEST);
    push(unwanted, Client.Manner.STREAM);
    push(large, Client.Manner.PARTS);
    insist(client -> client.putTag(repository, TAG, manifest));
    insist(client -> client.putManifest(repository, unwantedManifest, List.of(OTHER_TAG)));
    insist(this::seeManifest);
    insist(client -> client.text("/v2/" + repository + "/tags/list"));
    pull(large);
    delete("manifests/" + Content.digest(unwantedManifest));
    delete("blobs/" + unwanted.digest());
  }

  /// Looks whether all is as it was acknowledged.
  void verify() throws IOException {
    for (Content content : List.of(small, SHARED, large)) {
      pull(content);
    }
    insist(
        client -> {
          seeManifest(client);
          assertThat(client.text("/v2/" + repository + "/tags/list")).contains("[\"" + TAG + "\"]");
          assertThat(client.manifest(repository, OTHER_TAG).status()).isEqualTo(404);
          assertThat(client.manifest(repository, Content.digest(unwantedManifest)).status())
              .isEqualTo(404);
          var nothing = new Content.DigestSink();
          assertThat(client.blob("HEAD", repository, unwanted.digest(), nothing).status())
              .isEqualTo(404);
        });
  }

  private void push(Content content, Client.Manner manner) throws IOException {
    insist(client -> client.push(repository, content, content.digest(), manner));
  }

  private void pull(Content content) throws IOException {
    insist(
        client -> {
          var sink = new Content.DigestSink();
          assertThat(client.blob("GET", repository, content.digest(), sink).status())
              .isEqualTo(200);
          assertThat(sink.digest()).isEqualTo(content.digest());
        });
  }

  private void seeManifest(Client client) throws IOException {
    assertThat(client.manifest(repository, TAG).body()).isEqualTo(manifest);
  }

  /// What was refused may have happened: only when it is asked for again may it be gone.
  private void delete(String what) throws IOException {
    var before = new AtomicInteger();
    insist(
        client -> {
          int status = client.delete("/v2/" + repository + "/" + what);
          assertThat(status).isIn(before.getAndIncrement() == 0 ? List.of(202) : List.of(202, 404));
        });
  }

  private void insist(Client.Work work) throws IOException {
    refusals += Client.insist(port, work);
  }
}
