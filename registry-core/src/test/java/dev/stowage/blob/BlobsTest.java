package dev.stowage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.document.Documents;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.DoubtfulStore;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.memory.MemoryStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlobsTest {

  private static final RepositoryName HOME = RepositoryName.parse("home");
  private static final RepositoryName OTHER = RepositoryName.parse("other");
  private static final RepositoryName THIRD = RepositoryName.parse("third");
  private static final Digest DIGEST = Hasher.digest(Algorithm.SHA256, new byte[] {1});

  private final ObjectStore store = new MemoryStore();
  private final Blobs blobs = new Blobs(store, new Documents(store));

  @Test
  void isReadableOnlyThroughARepositoryThatLinksIt() {
    blobs.publish(HOME, DIGEST, UploadId.random(), 1);
    assertThat(blobs.find(HOME, DIGEST)).isPresent();
    assertThat(blobs.find(OTHER, DIGEST)).isEmpty();
  }

  @Test
  void mountsFromTheRepositoryNamed() {
    blobs.publish(HOME, DIGEST, UploadId.random(), 1);
    assertThat(blobs.mount(OTHER, DIGEST, Optional.of(HOME), any -> true)).isTrue();
    assertThat(blobs.find(OTHER, DIGEST)).isEqualTo(blobs.find(HOME, DIGEST));
  }

  @Test
  void mountsFromItsHomeIfNoneIsNamed() {
    blobs.publish(HOME, DIGEST, UploadId.random(), 1);
    assertThat(blobs.mount(OTHER, DIGEST, Optional.empty(), any -> true)).isTrue();
    assertThat(blobs.find(OTHER, DIGEST)).isPresent();
  }

  @Test
  void mountsNothingFromARepositoryThatDoesNotLinkIt() {
    blobs.publish(HOME, DIGEST, UploadId.random(), 1);
    assertThat(blobs.mount(OTHER, DIGEST, Optional.of(THIRD), any -> true)).isFalse();
    blobs.unlink(HOME, DIGEST);
    assertThat(blobs.mount(OTHER, DIGEST, Optional.empty(), any -> true)).isFalse();
    assertThat(blobs.find(OTHER, DIGEST)).isEmpty();
  }

  @Test
  void takesABlobAwayFromOneRepositoryOnly() {
    blobs.publish(HOME, DIGEST, UploadId.random(), 1);
    blobs.mount(OTHER, DIGEST, Optional.of(HOME), any -> true);
    assertThat(blobs.unlink(HOME, DIGEST)).isTrue();
    assertThat(blobs.unlink(HOME, DIGEST)).isFalse();
    assertThat(blobs.find(HOME, DIGEST)).isEmpty();
    assertThat(blobs.find(OTHER, DIGEST)).isPresent();
  }

  @Test
  void letsOneOfManyUploadsBeTheBlob() throws Exception {
    List<Callable<Blob>> uploads =
        IntStream.range(0, 16)
            .<Callable<Blob>>mapToObj(
                i ->
                    () ->
                        blobs.publish(RepositoryName.parse("r" + i), DIGEST, UploadId.random(), 1))
            .toList();
    Set<Blob> linked = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (Future<Blob> blob : threads.invokeAll(uploads)) {
        linked.add(blob.get());
      }
    }
    assertThat(linked).hasSize(1);
  }

  @Test
  void linksTheDataOfWhoeverWasFirstThoughTheStoreCannotTell() {
    DoubtfulStore doubtful = new DoubtfulStore(store);
    Blobs unsure = new Blobs(doubtful, new Documents(doubtful));
    for (DoubtfulStore.Fate fate : DoubtfulStore.Fate.values()) {
      doubtful.doubt(1, fate, () -> blobs.publish(OTHER, DIGEST, UploadId.random(), 1));
      Blob linked = unsure.publish(HOME, DIGEST, UploadId.random(), 1);
      assertThat(doubtful.left()).isZero();
      assertThat(blobs.find(OTHER, DIGEST)).contains(linked);
    }
  }
}
