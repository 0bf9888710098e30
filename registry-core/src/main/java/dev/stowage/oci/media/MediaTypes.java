package dev.stowage.oci.media;

import java.util.Locale;

/// The media types of manifests and of what they name, as far as the registry treats them
/// specially.
///
/// Sources: OCI Image specification, "OCI Image Media Types"; Docker "Image Manifest Version 2,
/// Schema 2".
public final class MediaTypes {
  /// An OCI image or artifact manifest.
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /// An OCI index of manifests.
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  /// A Docker image manifest, schema 2.
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";

  /// A Docker manifest list.
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  /// The empty JSON object `{}`, which artifacts name where a descriptor is required.
  public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

  /// The configuration of an OCI image.
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

  /// What a blob is served as: its real type is known only to the manifest that names it.
  public static final String OCTET_STREAM = "application/octet-stream";

  /// The longest media type we accept in a manifest (RFC 6838 allows 127 characters on each side of
  /// the slash).
  public static final int MAX_LENGTH = 255;

  private static final String DOCKER_SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";
  private static final String OCI_FOREIGN_LAYER =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";
  private static final String DOCKER_FOREIGN_LAYER =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  private MediaTypes() {}

  /// Whether this is the type of a manifest that describes one image or artifact.
  public static boolean isImage(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  /// Whether this is the type of a manifest that lists manifests.
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
  }

  /// Whether this is a manifest type the registry takes in and serves.
  public static boolean isManifest(String mediaType) {
    return isImage(mediaType) || isIndex(mediaType);
  }

  /// Whether this is one of Docker's obsolete schema 1 types, which the registry refuses.
  public static boolean isSchema1(String mediaType) {
    return mediaType.startsWith(DOCKER_SCHEMA_1);
  }

  /// Whether a layer of this type may be kept elsewhere (a *foreign* or *non-distributable* layer),
  /// so that a manifest may name it although the repository does not have it.
  public static boolean isForeign(String mediaType) {
    return mediaType.startsWith(OCI_FOREIGN_LAYER) || mediaType.startsWith(DOCKER_FOREIGN_LAYER);
  }

  /// A `Content-Type` header reduced to the type: without parameters and surrounding blanks, in
  /// lower case (RFC 9110, 8.3.1).
  public static String withoutParameters(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
