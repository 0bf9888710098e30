package dev.stowage.oci.manifest;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks the JSON of a manifest against the specifications and takes out what the registry acts
/// upon.
final class ManifestReader {
  private static final List<String> MANIFEST_FIELDS =
      List.of(
          "schemaVersion",
          "mediaType",
          "config",
          "layers",
          "manifests",
          "subject",
          "artifactType",
          "annotations");
  private static final List<String> DESCRIPTOR_FIELDS =
      List.of(
          "mediaType", "digest", "size", "annotations", "urls", "artifactType", "data", "platform");

  private final Fields manifest;

  ManifestReader(byte[] bytes) {
    if (bytes.length > ManifestLimits.MAX_BYTES) {
      throw new OciException(
          413,
          ErrorCode.SIZE_INVALID,
          "a manifest has at most " + ManifestLimits.MAX_BYTES + " bytes");
    }
    manifest = new Fields(Json.parse(bytes), "", -1);
  }

  Manifest read(@Nullable String contentType) {
    manifest.refuseLookalikes(MANIFEST_FIELDS);
    refuseSchema1(contentType);
    checkSchemaVersion();
    String mediaType = mediaType();
    checkShape(mediaType);
    if (contentType != null) {
      checkContentType(contentType, mediaType);
    }
    Optional<Descriptor> subject = descriptor("subject");
    Map<String, String> annotations = manifest.strings("annotations");
    if (subject.isPresent()) {
      boundAnnotations(annotations);
    }
    Optional<String> artifactType = Optional.ofNullable(manifest.mediaType("artifactType"));
    if (MediaTypes.isIndex(mediaType)) {
      List<Descriptor> manifests = descriptors("manifests", ManifestLimits.MAX_MANIFESTS);
      return new Manifest(
          mediaType,
          Manifest.Kind.INDEX,
          Optional.empty(),
          List.of(),
          manifests,
          subject,
          artifactType,
          annotations);
    }
    Descriptor config = descriptor(manifest.required("config"), "config", -1);
    List<Descriptor> layers = descriptors("layers", ManifestLimits.MAX_LAYERS);
    return new Manifest(
        mediaType,
        Manifest.Kind.IMAGE,
        Optional.of(config),
        layers,
        List.of(),
        subject,
        artifactType.or(() -> Optional.of(config.mediaType())),
        annotations);
  }

  private void refuseSchema1(@Nullable String contentType) {
    boolean version = manifest.get("schemaVersion") instanceof Json.Num(var v) && v.equals("1");
    boolean shape = version || manifest.has("fsLayers");
    boolean type = manifest.get("mediaType") instanceof Json.Str(var t) && MediaTypes.isSchema1(t);
    boolean header =
        contentType != null && MediaTypes.isSchema1(MediaTypes.withoutParameters(contentType));
    if (shape || type || header) {
      throw new OciException(
          ErrorCode.MANIFEST_INVALID,
          "Docker image manifests of schema 1 are obsolete and not accepted: push with a client that"
              + " writes OCI manifests or Docker schema 2");
    }
  }

  private void checkSchemaVersion() {
    Json version = manifest.get("schemaVersion");
    if (version != null && !(version instanceof Json.Num(var literal) && literal.equals("2"))) {
      throw manifest.wrong("schemaVersion", "is not 2");
    }
  }

  private String mediaType() {
    if (!manifest.has("mediaType")) {
      if (manifest.has("manifests")) {
        return MediaTypes.OCI_INDEX;
      }
      if (manifest.has("layers") || manifest.has("config")) {
        return MediaTypes.OCI_MANIFEST;
      }
      throw new OciException(
          ErrorCode.MANIFEST_INVALID,
          "this is no manifest: it has neither config and layers nor manifests");
    }
    if (!(manifest.required("mediaType") instanceof Json.Str(var mediaType))) {
      throw manifest.wrong("mediaType", "is not a string");
    }
    if (!MediaTypes.isManifest(mediaType)) {
      throw manifest.wrong(
          "mediaType",
          OciError.quoted(mediaType) + " is not a type of manifest this registry takes");
    }
    return mediaType;
  }

  private void checkShape(String mediaType) {
    boolean index = manifest.has("manifests");
    String imageField = manifest.has("layers") ? "layers" : "config";
    if (index && manifest.has(imageField)) {
      throw manifest.wrong(
          null, "has both " + imageField + " and manifests: it is an image or an index, not both");
    }
    if (MediaTypes.isIndex(mediaType) && !index) {
      throw manifest.wrong("manifests", "is missing, and mediaType says that this is an index");
    }
    if (MediaTypes.isImage(mediaType) && index) {
      throw manifest.wrong(null, "has manifests, and mediaType says that this is an image");
    }
  }

  private void checkContentType(String contentType, String mediaType) {
    String header = MediaTypes.withoutParameters(contentType);
    if (header.equals(mediaType)) {
      return;
    }
    String message = "Content-Type " + OciError.quoted(header);
    if (!MediaTypes.isManifest(header)) {
      message += " is not a type of manifest this registry takes";
    } else if (manifest.has("mediaType")) {
      message += " differs from the manifest's mediaType " + OciError.quoted(mediaType);
    } else {
      message += " does not fit a manifest without mediaType of this shape, which is " + mediaType;
    }
    throw new OciException(ErrorCode.MANIFEST_INVALID, message);
  }

  private void boundAnnotations(Map<String, String> annotations) {
    long length = 0;
    for (Map.Entry<String, String> entry : annotations.entrySet()) {
      length += entry.getKey().length() + entry.getValue().length();
    }
    if (length > ManifestLimits.MAX_REFERRER_ANNOTATIONS) {
      throw manifest.wrong(
          "annotations",
          "of a manifest with a subject are limited to "
              + ManifestLimits.MAX_REFERRER_ANNOTATIONS
              + " characters");
    }
  }

  private List<Descriptor> descriptors(String name, int limit) {
    List<Json> items = manifest.items(name);
    if (items.size() > limit) {
      throw manifest.wrong(
          name, "has " + items.size() + " entries, at most " + limit + " are taken");
    }
    List<Descriptor> descriptors = new ArrayList<>(items.size());
    for (Json item : items) {
      descriptors.add(descriptor(item, name, descriptors.size()));
    }
    return descriptors;
  }

  private Optional<Descriptor> descriptor(String name) {
    return Optional.ofNullable(manifest.get(name)).map(value -> descriptor(value, name, -1));
  }

  private static Descriptor descriptor(Json value, String place, int index) {
    Fields fields = new Fields(value, place, index);
    fields.refuseLookalikes(DESCRIPTOR_FIELDS);
    String mediaType = fields.mediaType("mediaType");
    if (mediaType == null) {
      throw fields.wrong("mediaType", "is missing");
    }
    Descriptor descriptor =
        new Descriptor(
            mediaType,
            fields.digest("digest"),
            fields.size("size"),
            fields.mediaType("artifactType"),
            fields.strings("annotations"),
            fields.stringItems("urls"));
    checkData(fields, descriptor);
    return descriptor;
  }

  /// Embedded content must be what the digest says: clients use it instead of the blob.
  private static void checkData(Fields fields, Descriptor descriptor) {
    String data = fields.string("data");
    if (data == null || data.isEmpty()) {
      return;
    }
    byte[] content;
    try {
      content = Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException malformed) {
      throw fields.wrong("data", "is not base64");
    }
    Digest digest = Hasher.digest(descriptor.digest().algorithm(), content);
    if (content.length != descriptor.size() || !digest.equals(descriptor.digest())) {
      throw fields.wrong("data", "is not the content that size and digest describe");
    }
  }
}
