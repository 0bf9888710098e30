package dev.stowage.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.collect.CollectConfig.Untagged;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.document.DocumentJson;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.fs.DirectoryStore;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a collection asks of the store grows with what there is, and no faster. Tells also how long
/// it takes, which nothing depends on.
///
/// `-Dstowage.test.collect-blobs=10000,40000,160000` says of how many blobs.
class CollectScaleTest {

  private static final int[] BLOBS =
      Arrays.stream(System.getProperty("stowage.test.collect-blobs", "500,2000").split(","))
          .mapToInt(Integer::parseInt)
          .toArray();

  private static final int IN_REPOSITORY = 200;
  private static final int LAYERS = 10;

  private @TempDir Path folder;

  @Test
  void callsGrowWithWhatThereIs() throws IOException, InterruptedException {
    double before = 0;
    for (int blobs : BLOBS) {
      Path root = folder.resolve("root-" + blobs);
      fill(root, blobs);
      double calls = collect(root, blobs);
      if (before > 0) {
        assertThat(calls / before).isLessThan(4.5);
      }
      before = calls;
    }
  }

  /// Every other blob is unused. Returns how often the store was asked.
  private static double collect(Path root, int blobs) throws InterruptedException {
    var calls = new StoreCalls();
    try (ObjectStore directory = DirectoryStore.open(root);
        ObjectStore store = new WatchedStore(directory, new SimpleMeterRegistry(), calls)) {
      var app = new CollectRooms(store, Untagged.KEEP);
      var report = new StringBuilder();
      for (int round = 1; round <= 3; round++) {
        long began = System.nanoTime();
        Tally tally = app.collect();
        double seconds = (System.nanoTime() - began) / 1e9;
        long deleted = tally.links().deleted() + 2 * tally.blobs().deleted();
        report.append(
            "; collection %d: %.1f s, %.0f objects deleted a second"
                .formatted(round, seconds, deleted / seconds));
        if (round == 2) {
          assertThat(tally.links().deleted()).isEqualTo(blobs / 2);
        } else if (round == 3) {
          assertThat(tally.blobs().deleted()).isEqualTo(blobs / 2);
        }
      }
      long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      System.out.printf(
          "CollectScaleTest: %d blobs, %d calls, %d MiB of heap%s%n",
          blobs, calls.counts().total(), heap >> 20, report);
      return calls.counts().total();
    }
  }

  /// Writes files as the directory store keeps them, past it: it would wait for the disk each time.
  private static void fill(Path root, int blobs) throws IOException {
    for (int i = 0; i < blobs; i++) {
      RepositoryName repository = RepositoryName.parse("team/r" + i / IN_REPOSITORY);
      UploadId data = UploadId.random();
      write(root, new Place.Data(data).key(), new byte[] {1});
      Map<String, Object> link = Map.of("data", data, "size", 1);
      write(root, new Place.Link(repository, digest(i)).key(), json(link));
      write(
          root,
          new Place.BlobRecord(digest(i)).key(),
          json(Map.of("data", data, "size", 1, "created", Instant.EPOCH, "home", repository)));
      if (i % (2 * LAYERS) == 0) {
        byte[] manifest = manifest(i);
        Digest digest = Hasher.digest(Algorithm.SHA256, manifest);
        write(root, new Place.ManifestBytes(repository, digest).key(), manifest);
      }
    }
  }

  /// Names every other blob of those that follow.
  private static byte[] manifest(int first) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
        .formatted(
            MediaTypes.OCI_MANIFEST,
            descriptor(first),
            IntStream.range(1, LAYERS)
                .mapToObj(i -> descriptor(first + 2 * i))
                .collect(Collectors.joining(",")))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(int blob) {
    return "{\"mediaType\":\"application/vnd.test\",\"digest\":\"%s\",\"size\":1}"
        .formatted(digest(blob));
  }

  /// As evenly spread as hashes are.
  private static Digest digest(int blob) {
    return CollectRooms.digest("blob " + blob);
  }

  private static byte[] json(Object document) throws IOException {
    return DocumentJson.MAPPER.writeValueAsBytes(document);
  }

  private static void write(Path root, ObjectKey key, byte[] bytes) throws IOException {
    Path file = root.resolve(key.value() + "@");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
