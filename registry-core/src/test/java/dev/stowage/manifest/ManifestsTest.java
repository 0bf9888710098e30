package dev.stowage.manifest;

import static dev.stowage.manifest.ManifestRooms.REPOSITORY;
import static dev.stowage.manifest.ManifestRooms.digest;
import static dev.stowage.manifest.ManifestRooms.image;
import static dev.stowage.manifest.ManifestRooms.imageOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.manifest.referrer.ReferrerPage;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.DoubtfulStore;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.tag.TagCondition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestsTest {

  private static final PageRequest ALL = new PageRequest(PageRequest.MAX, "");

  private final ManifestRooms rooms = new ManifestRooms(new MemoryStore());

  @Test
  void servesTheVeryBytesThatWerePushed() {
    Digest pushed = rooms.push(image("a"), "v1", "v2");
    for (String reference : List.of("v1", "v2", pushed.toString())) {
      StoredManifest found =
          rooms.manifests.find(REPOSITORY, Reference.parse(reference)).orElseThrow();
      assertThat(new String(found.bytes(), StandardCharsets.UTF_8)).isEqualTo(image("a"));
      assertThat(found.digest()).isEqualTo(pushed);
      assertThat(found.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    }
  }

  @Test
  void keepsAManifestUnderTheDigestItWasPushedBy() {
    byte[] bytes = image("a").getBytes(StandardCharsets.UTF_8);
    Digest sha512 = Hasher.digest(Algorithm.SHA512, bytes);
    rooms.manifests.put(
        REPOSITORY, Optional.of(sha512), List.of(), bytes, null, TagCondition.any());
    assertThat(rooms.manifests.find(REPOSITORY, new Reference.ByDigest(sha512))).isPresent();
    assertThat(rooms.manifests.find(REPOSITORY, new Reference.ByDigest(digest(image("a")))))
        .isEmpty();
  }

  @Test
  void refusesAManifestThatIsNotWhatItsDigestSays() {
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(
            () ->
                rooms.manifests.put(
                    REPOSITORY,
                    Optional.of(digest("other")),
                    List.of(),
                    image("a").getBytes(StandardCharsets.UTF_8),
                    null,
                    TagCondition.any()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_INVALID));
    assertNothingWasWritten();
  }

  @Test
  void namesEveryMissingReferenceInOneError() {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",
         "config":{"mediaType":"application/vnd.test.config","digest":"%s","size":1},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":2},
                   {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":2}]}"""
            .formatted(MediaTypes.OCI_MANIFEST, digest("1"), digest("2"), digest("3"));
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> rooms.push(manifest, "v1"))
        .satisfies(
            e ->
                assertThat(e.errors())
                    .hasSize(3)
                    .extracting(OciError::code)
                    .containsOnly(ErrorCode.MANIFEST_BLOB_UNKNOWN));
    assertNothingWasWritten();
  }

  @Test
  void refusesASizeThatIsNotTheStoredOne() {
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> rooms.push(image("a").replace("\"size\":2", "\"size\":3"), "v1"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID));
    assertNothingWasWritten();
  }

  @Test
  void acceptsAnIndexOfMissingPlatformsOnlyWhereSparseAllowsIt() {
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s",
         "manifests":[{"mediaType":"%s","digest":"%s","size":7}]}"""
            .formatted(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, digest("missing"));
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> rooms.push(index, "v1"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_BLOB_UNKNOWN));
    new ManifestRooms(new MemoryStore(), ManifestConfig.Sparse.INDEX).push(index, "v1");
    new ManifestRooms(new MemoryStore(), ManifestConfig.Sparse.ALL).push(index, "v1");
  }

  @Test
  void deletesAManifestWithItsTagsAndNoOther() {
    Digest a = rooms.push(image("a"), "v1", "v2", "moved");
    rooms.push(image("b"), "v3", "moved");
    rooms.manifests.delete(REPOSITORY, a);
    assertThat(tags()).extracting(Tag::value).containsExactly("moved", "v3");
    assertThat(rooms.manifests.find(REPOSITORY, new Reference.ByDigest(a))).isEmpty();
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> rooms.manifests.delete(REPOSITORY, a))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_UNKNOWN));
  }

  @Test
  void deletesATagButNotItsManifest() {
    Digest a = rooms.push(image("a"), "v1");
    rooms.tags.delete(REPOSITORY, Tag.parse("v1"), TagCondition.any());
    assertThat(tags()).isEmpty();
    assertThat(rooms.manifests.find(REPOSITORY, new Reference.ByDigest(a))).isPresent();
  }

  @Test
  void movesATagOnlyIfTheConditionHolds() {
    Digest a = rooms.push(image("a"), new TagCondition.Absent(), "v1");
    assertPreconditionFails(() -> rooms.push(image("b"), new TagCondition.Absent(), "v1"));
    Digest b = rooms.push(image("b"), new TagCondition.PointsTo(a), "v1");
    assertPreconditionFails(() -> rooms.push(image("c"), new TagCondition.PointsTo(a), "v1"));
    assertPreconditionFails(() -> rooms.push(image("c"), new TagCondition.PointsTo(a), "new"));
    assertThat(rooms.manifests.find(REPOSITORY, new Reference.ByDigest(digest(image("c")))))
        .isEmpty();
    assertPreconditionFails(
        () -> rooms.tags.delete(REPOSITORY, Tag.parse("v1"), new TagCondition.PointsTo(a)));
    rooms.tags.delete(REPOSITORY, Tag.parse("v1"), new TagCondition.PointsTo(b));
    assertThat(tags()).isEmpty();
  }

  @Test
  void listsAReferrerWhetherItCameBeforeItsSubjectOrAfter() {
    Digest subject = digest(image("subject"));
    Digest before = rooms.push(imageOf("before", subject));
    rooms.push(image("subject"), "v1");
    Digest after = rooms.push(imageOf("after", subject));
    assertThat(referrers(subject, Optional.empty(), ALL))
        .contains(before.toString(), after.toString(), "\"note\":\"before\"");
    assertThat(referrers(subject, Optional.of("application/vnd.test.config"), ALL))
        .contains(before.toString());
    assertThat(referrers(subject, Optional.of("application/other"), ALL))
        .doesNotContain(before.toString());
    rooms.manifests.delete(REPOSITORY, before);
    assertThat(referrers(subject, Optional.empty(), ALL))
        .doesNotContain(before.toString())
        .contains(after.toString());
  }

  @Test
  void pagesReferrers() {
    Digest subject = digest("subject");
    for (int i = 0; i < 5; i++) {
      rooms.push(imageOf("r" + i, subject));
    }
    StringBuilder seen = new StringBuilder();
    Optional<String> last = Optional.of("");
    int pages = 0;
    while (last.isPresent()) {
      ReferrerPage page =
          rooms.referrers.list(
              REPOSITORY, subject, Optional.empty(), new PageRequest(2, last.get()));
      seen.append(new String(page.index(), StandardCharsets.UTF_8));
      last = page.next();
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    for (int i = 0; i < 5; i++) {
      assertThat(seen).containsOnlyOnce(digest(imageOf("r" + i, subject)).toString());
    }
  }

  @Test
  void pagesTagsInByteOrder() {
    rooms.push(image("a"), "b", "a", "B", "1", "a-", "a_");
    Page<Tag> first = rooms.tags.list(REPOSITORY, new PageRequest(4, ""));
    assertThat(first.items()).extracting(Tag::value).containsExactly("1", "B", "a", "a-");
    Page<Tag> second = rooms.tags.list(REPOSITORY, new PageRequest(4, first.next().orElseThrow()));
    assertThat(second.items()).extracting(Tag::value).containsExactly("a_", "b");
    assertThat(second.next()).isEmpty();
  }

  @Test
  void knowsARepositoryOnceItHasAManifest() {
    RepositoryName unknown = RepositoryName.parse("unknown");
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(() -> rooms.tags.list(unknown, ALL))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_UNKNOWN));
    rooms.push(image("a"));
    assertThat(tags()).isEmpty();
    assertThat(rooms.catalog.list(ALL).items()).containsExactly(REPOSITORY);
  }

  private List<Tag> tags() {
    return rooms.tags.list(REPOSITORY, ALL).items();
  }

  private String referrers(Digest subject, Optional<String> type, PageRequest page) {
    return new String(
        rooms.referrers.list(REPOSITORY, subject, type, page).index(), StandardCharsets.UTF_8);
  }

  private void assertNothingWasWritten() {
    assertThat(rooms.store.list(ListQuery.of("repos/team/app/_manifests/")).objects()).isEmpty();
    assertThat(rooms.store.list(ListQuery.of("repos/team/app/_tag")).objects()).isEmpty();
    assertThat(rooms.store.list(ListQuery.of("catalog/")).objects()).isEmpty();
  }

  private static void assertPreconditionFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
  }

  @Test
  void isContentWithWhatStandsWhereTheStoreCannotTell() {
    DoubtfulStore store = new DoubtfulStore();
    ManifestRooms doubtful = new ManifestRooms(store);
    Digest first = doubtful.push(image("a"), "v1");
    for (DoubtfulStore.Fate fate : DoubtfulStore.Fate.values()) {
      store.doubt(3, fate, () -> {}); // the manifest, the catalog, the tag
      assertThat(doubtful.push(image("a"), "v1")).isEqualTo(first);
      assertThat(store.left()).isZero();
    }
  }
}
