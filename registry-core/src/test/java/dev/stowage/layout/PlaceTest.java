package dev.stowage.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ObjectKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final Digest SHA256 = Digest.parse("sha256:" + HEX);
  private static final Digest SHA512 = Digest.parse("sha512:" + HEX + HEX);
  private static final UploadId ID = UploadId.parse("00112233445566778899aabbccddeeff");
  private static final RepositoryName SHORT = RepositoryName.parse("a");
  private static final RepositoryName DEEP = RepositoryName.parse("team/blobs/tags/app-1");
  private static final RepositoryName LONGEST =
      RepositoryName.parse(("a".repeat(126) + "/" + "b".repeat(128)));

  static Stream<Place> everyPlace() {
    Stream<Place> once =
        Stream.of(
            new Place.Data(ID),
            new Place.Intent(ID),
            new Place.Parked(ID),
            new Place.Doomed(ID),
            new Place.CollectionState(),
            new Place.DigestRun(ID, "sha256-a", ID),
            new Place.Probe(ID),
            new Place.Solo(),
            new Place.BucketId(),
            new Place.SystemAccess(),
            new Place.SigningKeys(),
            new Place.NamespaceAccess("team"),
            new Place.NamespaceAccess("a".repeat(200)),
            new Place.Account(new Principal.User("alice")),
            new Place.Account(new Principal.Robot("team", "ci.1")),
            new Place.Account(new Principal.Robot("a".repeat(136), "b".repeat(64))));
    Stream<Place> byDigest = Stream.of(new Place.BlobRecord(SHA256), new Place.BlobRecord(SHA512));
    Stream<Place> inRepositories =
        List.of(SHORT, DEEP, LONGEST).stream()
            .flatMap(
                name ->
                    Stream.of(
                        new Place.Link(name, SHA512),
                        new Place.ManifestBytes(name, SHA256),
                        new Place.TagDocument(name, Tag.parse("v1.0_x-Y")),
                        new Place.Tagged(name, SHA512, Tag.parse("t".repeat(128))),
                        new Place.Referrer(name, SHA512, SHA512),
                        new Place.CatalogMarker(name)));
    return Stream.of(once, byDigest, inRepositories).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("everyPlace")
  void isReadBackFromItsKey(Place place) {
    assertThat(Place.parse(place.key())).contains(place);
  }

  @Test
  void noTwoPlacesShareAKey() {
    List<String> keys = everyPlace().map(place -> place.key().value()).toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void noKeyIsAnothersFolder() {
    List<String> keys =
        Stream.concat(everyPlace(), Stream.of(new Place.CatalogMarker(RepositoryName.parse("a"))))
            .map(place -> place.key().value())
            .toList();
    for (String key : keys) {
      assertThat(keys).noneMatch(other -> other.startsWith(key + "/"));
    }
  }

  @Test
  void drawsTheKeysOfTheDesign() {
    assertThat(new Place.Data(ID).key()).hasToString("data/00/" + ID);
    assertThat(new Place.BlobRecord(SHA256).key()).hasToString("blobs/sha256/01/" + HEX);
    assertThat(new Place.Referrer(DEEP, SHA256, SHA256).key())
        .hasToString("repos/" + DEEP + "/_referrers/sha256/" + HEX + "/sha256-" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data",
        "data/00",
        "data/11/00112233445566778899aabbccddeeff",
        "blobs/sha256/ff/00",
        "blobs/md5/00/00",
        "repos/a",
        "repos/a/_tags",
        "repos/a/_tags/x/y",
        "repos/A/_tags/x",
        "repos/a/_other/x",
        "intents/x",
        "sys/probe-1",
        "sys/solo-1",
        "ns/team",
        "ns/team/app/access.json",
        "ns/Team/access.json",
        "principals/user/alice",
        "principals/user/team+ci.json",
        "principals/robot/alice.json",
        "principals/robot/team+.json",
        "sys/id/1",
        "elsewhere/x",
        "catalog/a",
        "catalog/A+"
      })
  void readsNothingIntoOtherKeys(String key) {
    assertThat(Place.parse(new ObjectKey(key))).isEmpty();
  }
}
