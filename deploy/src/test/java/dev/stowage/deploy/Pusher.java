package dev.stowage.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Ledger.Kind;
import dev.stowage.deploy.Ledger.Name;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// One client that pushes, tags, mounts, refers and deletes at random in two repositories of its
/// own, and keeps account of what the registry has acknowledged. It goes on after a crash with what
/// it finds.
///
/// Not thread-safe: it runs on one thread at a time.
final class Pusher {

  private static final int SHARED_CONTENTS = 12;
  private static final int TAGS = 12;
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final Pattern TAG_IN_LIST = Pattern.compile("\"(t\\d+)\"");
  private static final Pattern DIGEST =
      Pattern.compile("\"digest\"\\s*:\\s*\"(sha256:[0-9a-f]{64})\"");

  /// A manifest and what it names.
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Manifest(byte[] bytes, String mediaType, Set<String> names, String subject) {}

  private final String repository;
  private final String mirror;
  private SplittableRandom random;
  private final TagRace race;
  private final Ledger ledger = new Ledger();
  private final Map<String, Content> contents = new HashMap<>();
  private final Map<String, Manifest> manifests = new HashMap<>();
  private final Set<Name> compared = new HashSet<>();

  /// Referrers whose push was answered: what the referrers API must list.
  private final Set<String> acknowledgedReferrers = new HashSet<>();

  /// Whether the push of a manifest was answered: only then must the repository be known by name.
  private boolean acknowledgedRepository;

  Pusher(int number, long seed, TagRace race) {
    repository = "crash/p" + number;
    mirror = "crash/mirror/p" + number;
    random = new SplittableRandom(seed);
    this.race = race;
  }

  /// Works until the connection breaks, which it may only once `ending` says so.
  void work(int port, BooleanSupplier ending) {
    try (var client = new Client(port)) {
      while (!ending.getAsBoolean()) {
        step(client);
      }
    } catch (IOException e) {
      if (!ending.getAsBoolean()) {
        throw new AssertionError("the registry broke a connection of " + repository, e);
      }
    }
  }

  /// Works until it is `enough`, with each step taken again until it is done.
  void persist(Retries retries, BooleanSupplier enough) throws IOException {
    while (!enough.getAsBoolean()) {
      long seed = random.nextLong();
      retries.until(
          client -> {
            random = new SplittableRandom(seed);
            step(client);
          });
    }
  }

  private void step(Client client) throws IOException {
    int dice = random.nextInt(100);
    if (dice < 45) {
      pushImage(client);
    } else if (dice < 55) {
      race.move(client);
    } else if (dice < 63) {
      pushIndex(client);
    } else if (dice < 71) {
      pushReferrer(client);
    } else if (dice < 77) {
      mount(client);
    } else if (dice < 83) {
      leaveUpload(client);
    } else if (dice < 89) {
      deleteTag(client);
    } else if (dice < 95) {
      deleteManifest(client);
    } else {
      deleteBlob(client);
    }
  }

  private void pushImage(Client client) throws IOException {
    var layers = new StringBuilder();
    var names = new HashSet<String>();
    String config = pushBlob(client, new Content(random.nextLong(), 1024));
    names.add(config);
    for (int i = random.nextInt(4); i > 0; i--) {
      String layer = pushBlob(client, layer());
      names.add(layer);
      layers.append(layers.isEmpty() ? "" : ",").append(descriptor(LAYER, layer));
    }
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(Client.MANIFEST, descriptor(CONFIG, config), layers);
    putManifest(client, json, Client.MANIFEST, names, "", someTags());
  }

  private void pushIndex(Client client) throws IOException {
    List<String> images = ledger.present(Kind.MANIFEST, repository);
    var names = new HashSet<String>();
    var entries = new StringBuilder();
    for (int i = 0; i < 2 && !images.isEmpty(); i++) {
      String image = pick(images);
      names.add(image);
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append(descriptor(known(manifests, image).mediaType(), image));
    }
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s],\"annotations\":{\"serial\":\"%d\"}}"
            .formatted(Client.INDEX, entries, random.nextLong());
    putManifest(client, json, Client.INDEX, names, "", someTags());
  }

  private void pushReferrer(Client client) throws IOException {
    List<String> images = ledger.present(Kind.MANIFEST, repository);
    if (images.isEmpty()) {
      return;
    }
    String subject = pick(images);
    String config = pushBlob(client, new Content(random.nextLong(), 1024));
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[],\"subject\":%s}"
            .formatted(
                Client.MANIFEST,
                descriptor("application/vnd.example.signature", config),
                descriptor(known(manifests, subject).mediaType(), subject));
    String digest = putManifest(client, json, Client.MANIFEST, Set.of(config), subject, List.of());
    acknowledgedReferrers.add(digest);
  }

  private void mount(Client client) throws IOException {
    List<String> blobs = ledger.present(Kind.BLOB, repository);
    if (!blobs.isEmpty()) {
      String digest = pick(blobs);
      Name name = new Name(Kind.BLOB, mirror, digest);
      ledger.begins(name, digest);
      client.mount(mirror, digest, repository);
      ledger.happened(name, digest);
    }
  }

  /// An upload that is begun and left, or taken back.
  private void leaveUpload(Client client) throws IOException {
    Content content = layer();
    String location = client.begin(repository);
    location = client.patch(location, content, 0, content.length());
    if (random.nextBoolean()) {
      client.cancel(location);
    }
  }

  private void deleteTag(Client client) throws IOException {
    List<String> tags = ledger.present(Kind.TAG, repository);
    if (!tags.isEmpty()) {
      Name name = new Name(Kind.TAG, repository, pick(tags));
      ledger.begins(name, Ledger.ABSENT);
      client.deleteManifest(repository, name.name());
      ledger.happened(name, Ledger.ABSENT);
    }
  }

  /// Deletes a manifest that no index names; its tags go with it.
  private void deleteManifest(Client client) throws IOException {
    List<String> free =
        ledger.present(Kind.MANIFEST, repository).stream()
            .filter(digest -> !isNamed(digest))
            .toList();
    if (free.isEmpty()) {
      return;
    }
    Name name = new Name(Kind.MANIFEST, repository, pick(free));
    List<Name> tags =
        ledger.tagsOf(repository, name.name()).stream()
            .map(tag -> new Name(Kind.TAG, repository, tag))
            .toList();
    ledger.begins(name, Ledger.ABSENT);
    tags.forEach(tag -> ledger.begins(tag, Ledger.ABSENT));
    acknowledgedReferrers.remove(name.name());
    client.deleteManifest(repository, name.name());
    ledger.happened(name, Ledger.ABSENT);
    tags.forEach(tag -> ledger.happened(tag, Ledger.ABSENT));
  }

  private void deleteBlob(Client client) throws IOException {
    List<String> free =
        ledger.present(Kind.BLOB, repository).stream().filter(digest -> !isNamed(digest)).toList();
    if (!free.isEmpty()) {
      Name name = new Name(Kind.BLOB, repository, pick(free));
      ledger.begins(name, Ledger.ABSENT);
      client.deleteBlob(repository, name.name());
      ledger.happened(name, Ledger.ABSENT);
    }
  }

  private String pushBlob(Client client, Content content) throws IOException {
    String digest = content.digest();
    contents.put(digest, content);
    Name name = new Name(Kind.BLOB, repository, digest);
    ledger.begins(name, digest);
    Client.Manner[] manners = Client.Manner.values();
    client.push(repository, content, digest, manners[random.nextInt(manners.length)]);
    ledger.happened(name, digest);
    return digest;
  }

  private String putManifest(
      Client client,
      String json,
      String mediaType,
      Set<String> names,
      String subject,
      List<String> tags)
      throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    String digest = Content.digest(bytes);
    manifests.put(digest, new Manifest(bytes, mediaType, Set.copyOf(names), subject));
    var touched = new ArrayList<Name>();
    touched.add(new Name(Kind.MANIFEST, repository, digest));
    tags.forEach(tag -> touched.add(new Name(Kind.TAG, repository, tag)));
    touched.forEach(name -> ledger.begins(name, digest));
    client.putManifest(repository, bytes, mediaType, tags);
    acknowledgedRepository = true;
    touched.forEach(name -> ledger.happened(name, digest));
    return digest;
  }

  /// From 1 KiB to 8 MiB, small ones as often as large ones; now and then one that others push too.
  private Content layer() {
    if (random.nextInt(5) == 0) {
      int shared = random.nextInt(SHARED_CONTENTS);
      return new Content(shared, (shared + 1L) * 100_000);
    }
    return new Content(random.nextLong(), (long) (1024 * Math.pow(2, random.nextDouble(13))));
  }

  private List<String> someTags() {
    var tags = new HashSet<String>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add("t" + random.nextInt(TAGS));
    }
    return List.copyOf(tags);
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean isNamed(String digest) {
    return manifests.entrySet().stream()
        .filter(
            entry ->
                !ledger.knows(new Name(Kind.MANIFEST, repository, entry.getKey()), Ledger.ABSENT))
        .anyMatch(entry -> entry.getValue().names().contains(digest));
  }

  private String descriptor(String mediaType, String digest) {
    Content content = contents.get(digest);
    long size = content == null ? known(manifests, digest).bytes().length : content.length();
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + "}";
  }

  /// How many names this client has an account of.
  int size() {
    return ledger.names().size();
  }

  /// Asks the restarted registry for everything this client has touched and compares it with what
  /// was acknowledged; what was open before is settled by the answer.
  void verify(Client client) throws IOException {
    for (Name name : ledger.names()) {
      String found =
          switch (name.kind()) {
            case BLOB -> findBlob(client, name);
            case MANIFEST -> findManifest(client, name);
            case TAG ->
                client
                    .manifest(name.repository(), name.name())
                    .header("Docker-Content-Digest")
                    .orElse(Ledger.ABSENT);
          };
      assertThat(ledger.allows(name, found)).as(name + " is " + found).isTrue();
      ledger.happened(name, found);
    }
    verifyListings(client);
  }

  private String findBlob(Client client, Name name) throws IOException {
    boolean whole = !compared.contains(name);
    var sink = new Content.DigestSink();
    var answer =
        client.blob(
            whole ? "GET" : "HEAD",
            name.repository(),
            name.name(),
            whole ? sink : OutputStream.nullOutputStream());
    if (answer.status() == 404) {
      compared.remove(name);
      return Ledger.ABSENT;
    }
    assertThat(answer.header("Content-Length"))
        .hasValue(Long.toString(known(contents, name.name()).length()));
    if (whole) {
      assertThat(sink.digest()).as("the bytes of a blob of " + repository).isEqualTo(name.name());
      compared.add(name);
    }
    return name.name();
  }

  private String findManifest(Client client, Name name) throws IOException {
    var answer = client.manifest(name.repository(), name.name());
    if (answer.status() == 404) {
      return Ledger.ABSENT;
    }
    assertThat(answer.body()).isEqualTo(known(manifests, name.name()).bytes());
    return name.name();
  }

  private void verifyListings(Client client) throws IOException {
    List<String> present = ledger.present(Kind.MANIFEST, repository);
    if (acknowledgedRepository) {
      assertThat(found(TAG_IN_LIST, client.text("/v2/" + repository + "/tags/list")))
          .as("the tags of " + repository)
          .isEqualTo(Set.copyOf(ledger.present(Kind.TAG, repository)));
    }
    Map<String, Set<String>> referrers = new HashMap<>();
    for (String digest : present) {
      referrers
          .computeIfAbsent(known(manifests, digest).subject(), any -> new HashSet<>())
          .add(digest);
    }
    referrers.remove("");
    for (var entry : referrers.entrySet()) {
      Set<String> listed =
          found(DIGEST, client.text("/v2/" + repository + "/referrers/" + entry.getKey()));
      Set<String> certain = new HashSet<>(entry.getValue());
      certain.retainAll(acknowledgedReferrers);
      assertThat(listed).as("referrers of " + entry.getKey()).containsAll(certain);
      assertThat(entry.getValue()).as("referrers that are there").containsAll(listed);
    }
  }

  private static <T> T known(Map<String, T> all, String digest) {
    return requireNonNull(all.get(digest), digest);
  }

  private static Set<String> found(Pattern pattern, String text) {
    var found = new HashSet<String>();
    pattern.matcher(text).results().forEach(result -> found.add(result.group(1)));
    return found;
  }
}
