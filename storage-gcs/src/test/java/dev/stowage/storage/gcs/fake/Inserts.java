package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `/upload/storage/v1/b/<bucket>/o`: new objects, in one request (`media`, `multipart`) or by a
/// session (`resumable`).
final class Inserts {

  static final Set<String> KNOWN =
      Set.of("uploadType", "name", "upload_id", "contentEncoding", "predefinedAcl", "kmsKeyName");

  private final Buckets buckets;
  private final Resumables resumables;

  Inserts(Buckets buckets) {
    this.buckets = buckets;
    this.resumables = new Resumables(buckets);
  }

  Answer answer(Request request, String bucket) throws IOException {
    request.allow(Preconditions.TARGET, KNOWN);
    buckets.of(bucket);
    return switch (request.query().getOrDefault("uploadType", "")) {
      case "media" -> media(request, bucket);
      case "multipart" -> multipart(request, bucket);
      case "resumable" -> resumables.answer(request, bucket);
      default -> throw Problem.invalid("unknown uploadType");
    };
  }

  private Answer media(Request request, String bucket) throws IOException {
    Bytes bytes = Bytes.receive(request.body());
    String type = request.header("Content-Type");
    return put(
        request,
        bucket,
        new Buckets.Draft(
            request.query().getOrDefault("name", ""),
            bytes,
            type.isEmpty() ? "application/octet-stream" : type,
            Map.of()));
  }

  private Answer multipart(Request request, String bucket) throws IOException {
    List<Multipart.Part> parts = Multipart.parse(request, "multipart/related");
    if (parts.size() != 2) {
      throw Problem.invalid("Malformed multipart body.");
    }
    JsonNode metadata = Request.JSON.readTree(parts.get(0).body());
    Bytes bytes = Bytes.receive(new ByteArrayInputStream(parts.get(1).body()));
    bytes.check(metadata.path("crc32c").asText(), metadata.path("md5Hash").asText());
    return put(request, bucket, draft(request.query(), metadata, bytes));
  }

  private Answer put(Request request, String bucket, Buckets.Draft draft) {
    Stored stored = buckets.put(bucket, draft, Preconditions.ofTarget(request.query()));
    return Answer.json(stored.json(bucket), request.query());
  }

  static Buckets.Draft draft(Map<String, String> query, JsonNode metadata, Bytes bytes) {
    String name = query.getOrDefault("name", metadata.path("name").asText());
    return new Buckets.Draft(name, bytes, contentType(metadata), metadata(metadata));
  }

  static String contentType(JsonNode resource) {
    return resource.path("contentType").asText("application/octet-stream");
  }

  static Map<String, String> metadata(JsonNode resource) {
    Map<String, String> metadata = new TreeMap<>();
    resource
        .path("metadata")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
    return metadata;
  }
}
