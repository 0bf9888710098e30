package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Client.Manner;
import dev.stowage.deploy.Ledger.Kind;
import dev.stowage.deploy.Ledger.Name;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// A client that pushes, looks, mounts, tags, moves and deletes few contents again and again, in
/// repositories that others use too, and keeps account of its own tags. It relies on what it is
/// told to be there, for as long as the registry promises. Of a lost connection it makes a new one.
///
/// Not thread-safe.
final class Recycler {

  /// In which a client that was told of a blob may name it. The registries under test have a longer
  /// grace period.
  static final Duration PROMISE = Duration.ofSeconds(3);

  private static final List<String> REPOSITORIES = List.of("few/a", "few/b", "few/a/c");
  private static final int CONTENTS = 6;
  private static final int VARIANTS = 2;
  private static final int TAGS = 3;

  private final int number;
  private final SplittableRandom random;
  private final Ledger ledger = new Ledger();
  private int images;
  private int late;

  Recycler(int number, SplittableRandom random) {
    this.number = number;
    this.random = random;
  }

  /// Works until it is enough.
  ///
  /// @param port of a registry, perhaps another each time
  void work(IntSupplier port, BooleanSupplier enough) {
    while (!enough.getAsBoolean()) {
      try (var client = new Client(port.getAsInt())) {
        while (!enough.getAsBoolean()) {
          step(client);
        }
      } catch (IOException | Client.Unavailable lost) {
        Poll.pause(Duration.ofMillis(20));
      }
    }
  }

  private void step(Client client) throws IOException {
    String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
    Name tag = new Name(Kind.TAG, repository, "c" + number + "-" + random.nextInt(TAGS));
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> delete(client, tag);
      case 3, 4 -> pull(client, tag);
      default -> push(client, tag);
    }
  }

  private void push(Client client, Name tag) throws IOException {
    int seed = random.nextInt(CONTENTS);
    Content content = new Content(seed, 500 + seed * 3000L);
    String digest = content.digest();
    long began = System.nanoTime();
    provide(client, tag.repository(), content, digest);
    byte[] manifest = manifest(digest, content.length());
    String pushed = Content.digest(manifest);
    ledger.begins(tag, pushed);
    try {
      client.putManifest(tag.repository(), manifest, List.of(tag.name()));
    } catch (AssertionError refused) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      if (!String.valueOf(refused.getMessage()).contains("MANIFEST_BLOB_UNKNOWN")
          || took.compareTo(PROMISE) < 0) {
        throw refused;
      }
      late++;
      return;
    }
    ledger.happened(tag, pushed);
    images++;
  }

  /// Makes sure that the repository has the blob, by one of the ways that clients take.
  private void provide(Client client, String repository, Content content, String digest)
      throws IOException {
    int way = random.nextInt(3);
    if (way == 0) {
      OutputStream nowhere = OutputStream.nullOutputStream();
      if (client.blob("HEAD", repository, digest, nowhere).status() == 200) {
        return;
      }
    }
    if (way == 1) {
      String from = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
      if (client.tryMount(repository, digest, from)) {
        return;
      }
    }
    client.push(
        repository, content, digest, random.nextBoolean() ? Manner.ONE_REQUEST : Manner.STREAM);
  }

  private byte[] manifest(String digest, long size) {
    return """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.test","digest":"%s","size":%d},"layers":[],"annotations":{"variant":"%d"}}\
        """
        .formatted(Client.MANIFEST, digest, size, random.nextInt(VARIANTS))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void delete(Client client, Name tag) throws IOException {
    ledger.begins(tag, Ledger.ABSENT);
    client.delete("/v2/" + tag.repository() + "/manifests/" + tag.name());
    ledger.happened(tag, Ledger.ABSENT);
  }

  /// Nobody else moves the tag, so that all it names must be there.
  private void pull(Client client, Name tag) throws IOException {
    var answer = client.manifest(tag.repository(), tag.name());
    String found =
        answer.status() == 404 ? Ledger.ABSENT : answer.header("Docker-Content-Digest").orElse("");
    assertThat(ledger.allows(tag, found)).as(tag + " is " + found + ", not " + ledger).isTrue();
    ledger.happened(tag, found);
    if (answer.status() == 404) {
      return;
    }
    assertThat(Content.digest(answer.body())).isEqualTo(found);
    String text = answer.text();
    int at = text.indexOf("sha256:");
    String blob = text.substring(at, at + "sha256:".length() + 64);
    var sink = new Content.DigestSink();
    assertThat(client.blob("GET", tag.repository(), blob, sink).status())
        .as("the blob " + blob + " of " + tag)
        .isEqualTo(200);
    assertThat(sink.digest()).isEqualTo(blob);
  }

  /// Compares all tags with what was acknowledged.
  void verify(int port) throws IOException {
    try (var client = new Client(port)) {
      for (Name tag : ledger.names()) {
        pull(client, tag);
      }
    }
  }

  /// How many images it has pushed.
  int images() {
    return images;
  }

  /// How often it came too late to rely on what it was told.
  int late() {
    return late;
  }
}
