package dev.stowage.manifest.referrer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stowage.document.DocumentJson;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.manifest.Descriptor;
import dev.stowage.oci.manifest.Manifest;
import dev.stowage.oci.media.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The image index by which referrers are told, while it is being filled.
final class ReferrerIndex {

  /// The most bytes of its entries; clients refuse manifests above 4 MiB.
  static final int MAX_BYTES = (4 << 20) - 4096;

  /// An entry, as the specification's descriptor.
  private record Entry(
      String mediaType,
      Digest digest,
      long size,
      Optional<String> artifactType,
      Optional<Map<String, String>> annotations) {}

  private final Digest subject;
  private final Optional<String> artifactType;
  private final List<byte[]> entries = new ArrayList<>();
  private int size;

  ReferrerIndex(Digest subject, Optional<String> artifactType) {
    this.subject = subject;
    this.artifactType = artifactType;
  }

  /// Adds the manifest if it refers to the subject and is of the type asked for. False if there is
  /// no room for it.
  boolean add(Digest digest, byte[] bytes) {
    Manifest manifest = Manifest.parse(bytes, Manifest.mediaTypeOf(bytes));
    boolean wanted =
        manifest.subject().map(Descriptor::digest).equals(Optional.of(subject))
            && (artifactType.isEmpty() || artifactType.equals(manifest.artifactType()));
    if (!wanted) {
      return true;
    }
    byte[] entry =
        json(
            new Entry(
                manifest.mediaType(),
                digest,
                bytes.length,
                manifest.artifactType(),
                Optional.of(manifest.annotations()).filter(a -> !a.isEmpty())));
    if (!entries.isEmpty() && size + entry.length > MAX_BYTES) {
      return false;
    }
    entries.add(entry);
    size += entry.length + 1;
    return true;
  }

  /// The index as JSON.
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 128);
    out.writeBytes(
        ascii(
            "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["));
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(entries.get(i));
    }
    out.writeBytes(ascii("]}"));
    return out.toByteArray();
  }

  private static byte[] json(Entry entry) {
    try {
      return DocumentJson.MAPPER.writeValueAsBytes(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
