package dev.stowage.oci.manifest;

import dev.stowage.oci.digest.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one piece of content says about another (OCI Image specification, "OCI Content
/// Descriptors"). An embedded `data` is checked when a manifest is read and not kept: the
/// manifest's bytes have it.
///
/// @param mediaType type of the content; visible ASCII, not empty
/// @param digest address of the content
/// @param size length of the content in bytes, from 0 to [ManifestLimits#MAX_SIZE]
/// @param artifactType type of the artifact, if the content is one and the type was given
/// @param annotations in order; empty when there are none
/// @param urls where else the content may be; kept, never followed
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable String artifactType,
    Map<String, String> annotations,
    List<String> urls) {

  public Descriptor {
    annotations = Collections.unmodifiableMap(annotations);
    urls = Collections.unmodifiableList(urls);
  }

  /// A descriptor with nothing but what is required.
  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, null, Map.of(), List.of());
  }

  /// The JSON form; what is absent or empty is left out.
  public Json.Obj json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("mediaType", new Json.Str(mediaType));
    members.put("digest", new Json.Str(digest.toString()));
    members.put("size", new Json.Num(size));
    if (!urls.isEmpty()) {
      members.put("urls", new Json.Arr(urls.stream().<Json>map(Json.Str::new).toList()));
    }
    if (!annotations.isEmpty()) {
      Map<String, Json> notes = new LinkedHashMap<>();
      annotations.forEach((key, value) -> notes.put(key, new Json.Str(value)));
      members.put("annotations", new Json.Obj(notes));
    }
    if (artifactType != null) {
      members.put("artifactType", new Json.Str(artifactType));
    }
    return new Json.Obj(members);
  }
}
