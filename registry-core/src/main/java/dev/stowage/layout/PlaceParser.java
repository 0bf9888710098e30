package dev.stowage.layout;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import java.util.Optional;

/// Reads a key back into the [Place] that drew it: whatever it makes of a key must draw that very
/// key again.
final class PlaceParser {

  private PlaceParser() {}

  static Optional<Place> parse(String key) {
    try {
      return read(key).filter(place -> place.key().value().equals(key));
    } catch (OciException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<Place> read(String key) {
    int slash = key.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String rest = key.substring(slash + 1);
    return switch (key.substring(0, slash)) {
      case "data" -> id(rest.substring(rest.indexOf('/') + 1)).map(Place.Data::new);
      case "blobs" -> record(rest.split("/", -1));
      case "repos" -> inRepository(rest);
      case "catalog" ->
          rest.endsWith(Prefixes.CATALOG_END)
              ? Optional.of(
                  new Place.CatalogMarker(
                      RepositoryName.parse(
                          rest.substring(0, rest.length() - Prefixes.CATALOG_END.length()))))
              : Optional.empty();
      case "intents" -> id(rest).map(Place.Intent::new);
      case "doomed" -> id(rest).map(Place.Doomed::new);
      case "parked" -> id(rest).map(Place.Parked::new);
      case "sys" -> system(rest);
      case "ns" -> Optional.of(new Place.NamespaceAccess(without(rest, Prefixes.ACCESS)));
      case "principals" ->
          Principal.of(without(rest.substring(rest.indexOf('/') + 1), Prefixes.JSON))
              .map(Place.Account::new);
      default -> Optional.empty();
    };
  }

  private static Optional<Place> system(String name) {
    return switch (name) {
      case "solo" -> Optional.of(new Place.Solo());
      case "access.json" -> Optional.of(new Place.SystemAccess());
      case "id" -> Optional.of(new Place.BucketId());
      case "keys.json" -> Optional.of(new Place.SigningKeys());
      case "collect/state" -> Optional.of(new Place.CollectionState());
      default ->
          name.startsWith("probe-")
              ? id(name.substring("probe-".length())).map(Place.Probe::new)
              : run(name.split("/", -1));
    };
  }

  private static Optional<Place> run(String[] s) {
    return s.length == 4 && s[0].equals("collect") && s[2].matches("[a-z0-9-]+")
        ? Optional.of(new Place.DigestRun(new UploadId(s[1]), s[2], new UploadId(s[3])))
        : Optional.empty();
  }

  private static String without(String text, String end) {
    return text.substring(0, Math.max(0, text.length() - end.length()));
  }

  private static Optional<UploadId> id(String text) {
    return UploadId.tryParse(text);
  }

  private static Optional<Place> record(String[] segments) {
    return segments.length == 3
        ? Optional.of(new Place.BlobRecord(digest(segments[0], segments[2])))
        : Optional.empty();
  }

  private static Optional<Place> inRepository(String rest) {
    int mark = rest.indexOf("/_");
    if (mark < 0) {
      return Optional.empty();
    }
    RepositoryName repository = RepositoryName.parse(rest.substring(0, mark));
    String[] s = rest.substring(mark + 1).split("/", -1);
    return switch (s[0] + s.length) {
      case "_blobs3" -> Optional.of(new Place.Link(repository, digest(s[1], s[2])));
      case "_manifests3" -> Optional.of(new Place.ManifestBytes(repository, digest(s[1], s[2])));
      case "_tags2" -> Optional.of(new Place.TagDocument(repository, Tag.parse(s[1])));
      case "_tagged4" ->
          Optional.of(new Place.Tagged(repository, digest(s[1], s[2]), Tag.parse(s[3])));
      case "_referrers4" -> {
        int dash = s[3].indexOf('-');
        yield dash < 0
            ? Optional.empty()
            : Optional.of(
                new Place.Referrer(
                    repository,
                    digest(s[1], s[2]),
                    digest(s[3].substring(0, dash), s[3].substring(dash + 1))));
      }
      default -> Optional.empty();
    };
  }

  private static Digest digest(String algorithm, String hex) {
    return Digest.parse(algorithm + ":" + hex);
  }
}
