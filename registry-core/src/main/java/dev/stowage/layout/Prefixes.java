package dev.stowage.layout;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;

/// The prefixes under which places of one kind are listed.
public final class Prefixes {

  /// All [Place.CatalogMarker]s.
  public static final String CATALOG = "catalog/";

  /// What the key of a [Place.CatalogMarker] has behind the repository's name, so that the marker
  /// of `a` does not stand where those of `a/…` have a folder. It comes before every character of a
  /// name, so that markers are in the order of the names.
  public static final String CATALOG_END = "+";

  /// All [Place.Intent]s.
  public static final String INTENTS = "intents/";

  /// All [Place.Probe]s, and those by which the clouds' modules try what a bucket can at the start.
  public static final String PROBES = "sys/probe-";

  /// The key of [Place.Solo], which is alone.
  static final String SOLO = "sys/solo";

  /// All namespaces: what lies here ends in `/access.json`.
  public static final String NAMESPACES = "ns/";

  /// The accounts of all people.
  public static final String USERS = "principals/user/";

  /// The accounts of all robots.
  public static final String ROBOTS = "principals/robot/";

  /// The key of [Place.SystemAccess], which is alone.
  static final String SYSTEM_ACCESS = "sys/access.json";

  /// The key of [Place.SigningKeys], which is alone.
  static final String SIGNING_KEYS = "sys/keys.json";

  /// How the document with a namespace's grants is called.
  static final String ACCESS = "/access.json";

  /// What the names of documents end in.
  static final String JSON = ".json";

  /// The key of [Place.BucketId], which is alone.
  static final String BUCKET_ID = "sys/id";

  /// All [Place.Doomed]s.
  public static final String DOOMED = "doomed/";

  /// All that belongs to collections of garbage.
  public static final String COLLECTIONS = "sys/collect/";

  /// All that lies in repositories.
  public static final String REPOSITORIES = "repos/";

  private Prefixes() {}

  /// All that a collection has noted.
  public static String runs(UploadId collection) {
    return COLLECTIONS + collection + "/";
  }

  /// The runs of one group.
  public static String runs(UploadId collection, String group) {
    return runs(collection) + group + "/";
  }

  /// The blob records whose digests begin with that hexadecimal digit, or those of all if it is
  /// empty.
  public static String records(Algorithm algorithm, String digit) {
    return "blobs/" + algorithm.label() + "/" + digit;
  }

  /// The links of a repository with that algorithm.
  public static String links(RepositoryName repository, Algorithm algorithm) {
    return repository(repository) + "_blobs/" + algorithm.label() + "/";
  }

  /// The manifests of a repository.
  public static String manifests(RepositoryName repository) {
    return repository(repository) + "_manifests/";
  }

  /// Comes behind all that lies in the repository itself, and before all that lies in those whose
  /// names continue its own and come after it in the bucket.
  public static String behind(RepositoryName repository) {
    return repository(repository) + (char) ('_' + 1);
  }

  /// All tags of a repository.
  public static String tags(RepositoryName repository) {
    return repository(repository) + "_tags/";
  }

  /// The hints which tags have pointed to a manifest.
  public static String tagged(RepositoryName repository, Digest digest) {
    return repository(repository) + "_tagged/" + path(digest) + "/";
  }

  /// The hints which manifests refer to a digest.
  public static String referrers(RepositoryName repository, Digest subject) {
    return repository(repository) + "_referrers/" + path(subject) + "/";
  }

  /// The robots of a namespace.
  public static String robots(String namespace) {
    return ROBOTS + namespace + "+";
  }

  static String repository(RepositoryName repository) {
    return REPOSITORIES + repository + "/";
  }

  private static String path(Digest digest) {
    return digest.algorithm().label() + "/" + digest.hex();
  }
}
