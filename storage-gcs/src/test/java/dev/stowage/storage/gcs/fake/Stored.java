package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/// An object in one state. Immutable.
record Stored(
    String name,
    Bytes bytes,
    long generation,
    long metageneration,
    String contentType,
    Map<String, String> metadata,
    Instant created,
    Instant updated) {

  /// The JSON API's resource.
  ObjectNode json(String bucket) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", "storage#object");
    node.put("id", bucket + "/" + name + "/" + generation);
    node.put("bucket", bucket);
    node.put("name", name);
    node.put("generation", Long.toString(generation));
    node.put("metageneration", Long.toString(metageneration));
    node.put("contentType", contentType);
    node.put("storageClass", "STANDARD");
    node.put("size", Long.toString(bytes.length()));
    node.put("crc32c", bytes.crc32cText());
    if (!bytes.md5().isEmpty()) {
      node.put("md5Hash", bytes.md5Text());
    }
    node.put("etag", etag());
    node.put("timeCreated", created.toString());
    node.put("updated", updated.toString());
    if (!metadata.isEmpty()) {
      ObjectNode custom = node.putObject("metadata");
      metadata.forEach(custom::put);
    }
    return node;
  }

  String etag() {
    return "C" + HexFormat.of().toHexDigits(generation) + metageneration;
  }

  /// `x-goog-hash`.
  String hashes() {
    return "crc32c="
        + bytes.crc32cText()
        + (bytes.md5().isEmpty() ? "" : ",md5=" + bytes.md5Text());
  }
}
