package dev.stowage.manifest;

import static dev.stowage.manifest.ManifestRooms.REPOSITORY;
import static dev.stowage.manifest.ManifestRooms.image;
import static dev.stowage.manifest.ManifestRooms.imageOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.catalog.PageRequest;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ObjectStore;
import dev.stowage.tag.TagCondition;
import dev.stowage.tag.TagTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pushers and deleters of the same tags and manifests, with real threads, over a store.
abstract class ManifestRaces {

  private static final int WRITERS = 8;
  private static final Pattern NOTE = Pattern.compile("\"note\":\"(\\d+)\"");

  private final int rounds;
  private ManifestRooms rooms;

  /// `rounds`: how often a race is run whose outcome hangs on luck.
  ManifestRaces(int rounds) {
    this.rounds = rounds;
  }

  abstract ObjectStore open();

  @BeforeEach
  void openRooms() {
    rooms = new ManifestRooms(open());
  }

  @AfterEach
  void closeStore() {
    rooms.store.close();
  }

  @Test
  void losesNoMoveOfATagByCompareAndSwap() throws Exception {
    Tag tag = Tag.parse("counter");
    rooms.push(image("0"), "counter");
    race(
        writer -> {
          for (int moved = 0; moved < 20; ) {
            StoredManifest seen =
                rooms.manifests.find(REPOSITORY, new Reference.ByTag(tag)).orElseThrow();
            TagCondition unmoved = new TagCondition.PointsTo(seen.digest());
            try {
              rooms.push(image(String.valueOf(note(seen) + 1)), unmoved, "counter");
              moved++;
            } catch (OciException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
            }
          }
        });
    StoredManifest last = rooms.manifests.find(REPOSITORY, new Reference.ByTag(tag)).orElseThrow();
    assertThat(note(last)).isEqualTo(WRITERS * 20);
  }

  @Test
  void letsOneOfManyCreateATag() throws Exception {
    List<Integer> winners = java.util.Collections.synchronizedList(new ArrayList<>());
    race(
        writer -> {
          try {
            rooms.push(image("w" + writer), new TagCondition.Absent(), "first");
            winners.add(writer);
          } catch (OciException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
          }
        });
    assertThat(winners).hasSize(1);
  }

  /// Pushers move two tags between two manifests that deleters delete. Once all is quiet every tag
  /// has its manifest, and deleting the manifests removes every tag: no hint was lost.
  @Test
  void neverLeavesATagWithoutItsManifestNorAManifestWithoutItsHints() throws Exception {
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(round);
      long[] seeds = random.longs(WRITERS).toArray();
      race(
          writer -> {
            Random mine = new Random(seeds[writer]);
            for (int step = 0; step < 6; step++) {
              String manifest = image("m" + mine.nextInt(2));
              if (mine.nextInt(3) == 0) {
                deleteIfThere(ManifestRooms.digest(manifest));
              } else {
                rooms.push(manifest, "t" + mine.nextInt(2));
              }
            }
          });
      assertEveryTagHasItsManifest();
      deleteIfThere(ManifestRooms.digest(image("m0")));
      deleteIfThere(ManifestRooms.digest(image("m1")));
      assertThat(tags()).isEmpty();
    }
  }

  @Test
  void neverLosesAReferrerThatIsPushedWhileItIsDeleted() throws Exception {
    Digest subject = ManifestRooms.digest("subject");
    String referrer = imageOf("sbom", subject);
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(round);
      long[] seeds = random.longs(WRITERS).toArray();
      race(
          writer -> {
            Random mine = new Random(seeds[writer]);
            for (int step = 0; step < 4; step++) {
              if (mine.nextBoolean()) {
                deleteIfThere(ManifestRooms.digest(referrer));
              } else {
                rooms.push(referrer);
              }
            }
          });
      boolean stands =
          rooms
              .manifests
              .find(REPOSITORY, new Reference.ByDigest(ManifestRooms.digest(referrer)))
              .isPresent();
      assertThat(referrersOf(subject).contains(ManifestRooms.digest(referrer).toString()))
          .isEqualTo(stands);
    }
  }

  @Test
  void alwaysFindsATagThatMovesAwayFromDeletedManifests() throws Exception {
    rooms.push(image("0"), "moving");
    Thread mover =
        Thread.ofVirtual()
            .start(
                () -> {
                  Digest before = ManifestRooms.digest(image("0"));
                  for (int i = 1; i <= 3 * rounds; i++) {
                    Digest next = rooms.push(image(String.valueOf(i)), "moving");
                    rooms.manifests.delete(REPOSITORY, before);
                    before = next;
                  }
                });
    Reference moving = Reference.parse("moving");
    while (mover.isAlive()) {
      assertThat(rooms.manifests.find(REPOSITORY, moving)).isPresent();
    }
    assertThat(rooms.manifests.find(REPOSITORY, moving).map(ManifestRaces::note))
        .contains(3 * rounds);
  }

  private void assertEveryTagHasItsManifest() {
    for (Tag tag : tags()) {
      Optional<TagTarget> target = rooms.tags.find(REPOSITORY, tag);
      assertThat(
              target.flatMap(
                  t -> rooms.manifests.find(REPOSITORY, new Reference.ByDigest(t.digest()))))
          .as("the manifest of %s", tag)
          .isPresent();
    }
  }

  private List<Tag> tags() {
    return rooms.tags.list(REPOSITORY, new PageRequest(PageRequest.MAX, "")).items();
  }

  private String referrersOf(Digest subject) {
    return new String(
        rooms
            .referrers
            .list(REPOSITORY, subject, Optional.empty(), new PageRequest(PageRequest.MAX, ""))
            .index(),
        StandardCharsets.UTF_8);
  }

  private void deleteIfThere(Digest digest) {
    try {
      rooms.manifests.delete(REPOSITORY, digest);
    } catch (OciException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_UNKNOWN);
    }
  }

  private static int note(StoredManifest manifest) {
    Matcher matcher = NOTE.matcher(new String(manifest.bytes(), StandardCharsets.UTF_8));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private interface Writer {
    void write(int number) throws Exception;
  }

  private static void race(Writer writer) throws Exception {
    List<Callable<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int number = i;
      writers.add(
          () -> {
            writer.write(number);
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    }
  }
}
