package dev.stowage.oci.manifest;

import dev.stowage.oci.error.OciException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A checked manifest: an OCI image or artifact manifest, an OCI index, or their Docker schema 2
/// counterparts. It holds what the registry acts upon; the bytes hold everything else.
///
/// Sources: OCI Image specification, "Image Manifest" and "Image Index"; Docker "Image Manifest
/// Version 2, Schema 2".
///
/// @param mediaType one of the four manifest types of
///   [MediaTypes][dev.stowage.oci.media.MediaTypes]; always that of [#mediaTypeOf]
/// @param kind whether it describes one image or artifact, or lists manifests
/// @param config what the image is configured with; always present in an image, never in an index
/// @param layers in their order; empty in an index
/// @param manifests in their order; empty in an image
/// @param subject what this manifest refers to; it need not exist
/// @param artifactType as the referrers API reports it: the manifest's own `artifactType`, else an
///   image's `config.mediaType`; absent in an index that has none
/// @param annotations in order; empty when there are none
public record Manifest(
    String mediaType,
    Kind kind,
    Optional<Descriptor> config,
    List<Descriptor> layers,
    List<Descriptor> manifests,
    Optional<Descriptor> subject,
    Optional<String> artifactType,
    Map<String, String> annotations) {

  /// The two shapes of a manifest.
  public enum Kind {
    /// One image or artifact: a configuration and layers.
    IMAGE,
    /// A list of manifests.
    INDEX
  }

  public Manifest {
    layers = Collections.unmodifiableList(layers);
    manifests = Collections.unmodifiableList(manifests);
    annotations = Collections.unmodifiableMap(annotations);
  }

  /// Reads and checks a manifest as a client pushes it.
  ///
  /// @param bytes the body, at most [ManifestLimits#MAX_BYTES]
  /// @param contentType the `Content-Type` it came with, if any: it must agree with the bytes
  /// @throws OciException with `MANIFEST_INVALID` and a message that names the field; with
  ///   `SIZE_INVALID` and status 413 when it is too long
  public static Manifest parse(byte[] bytes, @Nullable String contentType) {
    return new ManifestReader(bytes).read(contentType);
  }

  /// The media type of a manifest that [#parse] accepts, as a function of its bytes alone: its
  /// `mediaType`, else the OCI type of its shape. Looks no further than it must; takes well under a
  /// microsecond for usual manifests.
  ///
  /// @throws OciException with `MANIFEST_INVALID` when it has neither
  public static String mediaTypeOf(byte[] bytes) {
    return MediaTypeScan.of(bytes);
  }
}
