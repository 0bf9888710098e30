package dev.stowage.storage.gcs.fake;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The XML API's multipart uploads. They know no preconditions: one that is sent is refused.
final class MultipartApi {

  static final long MIN_PART = 5 << 20;
  static final int MAX_PARTS = 10_000;

  private static final Set<String> PARAMETERS = Set.of("partNumber", "uploadId", "uploads");
  private static final Set<String> LISTING =
      Set.of("uploads", "prefix", "key-marker", "upload-id-marker", "max-uploads");

  private final Buckets buckets;
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  MultipartApi(Buckets buckets) {
    this.buckets = buckets;
  }

  private record Upload(
      String id,
      String bucket,
      String key,
      String contentType,
      Map<String, String> metadata,
      Instant initiated,
      NavigableMap<Integer, Bytes> parts) {}

  /// Whether that request is about such an upload.
  static boolean concerns(Request request) {
    return request.query().containsKey("uploads") || request.query().containsKey("uploadId");
  }

  Answer answer(Request request, String bucket, String key) throws IOException {
    buckets.of(bucket);
    for (String header : request.headers().keySet()) {
      if (header.toLowerCase(java.util.Locale.ROOT).startsWith("x-goog-if-")) {
        throw new Problem(
            400, "notImplemented", "NotImplemented", "Preconditions are not supported");
      }
    }
    if (key.isEmpty()) {
      request.allow(LISTING);
      return list(request, bucket);
    }
    request.allow(PARAMETERS);
    if (request.query().containsKey("uploads")) {
      return begin(request, bucket, key);
    }
    Upload upload = uploads.get(request.query().get("uploadId"));
    if (upload == null || !upload.bucket.equals(bucket) || !upload.key.equals(key)) {
      throw new Problem(404, "notFound", "NoSuchUpload", "The requested upload was not found.");
    }
    return switch (request.method()) {
      case "PUT" -> put(request, upload);
      case "POST" -> complete(request, upload);
      case "DELETE" -> {
        uploads.remove(upload.id);
        yield Answer.nothing(204);
      }
      default -> throw Problem.invalid("no such verb");
    };
  }

  private Answer begin(Request request, String bucket, String key) {
    Buckets.checkName(key);
    Map<String, String> metadata = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(java.util.Locale.ROOT);
              if (lower.startsWith("x-goog-meta-")) {
                metadata.put(lower.substring("x-goog-meta-".length()), values.getFirst());
              }
            });
    String id = "ABPnz" + UUID.randomUUID().toString().replace("-", "_");
    String type = request.header("Content-Type");
    uploads.put(
        id,
        new Upload(
            id,
            bucket,
            key,
            type.isEmpty() ? "binary/octet-stream" : type,
            metadata,
            Instant.now(),
            new TreeMap<>()));
    return Answer.xml(
        "InitiateMultipartUploadResult",
        Xml.element("Bucket", bucket) + Xml.element("Key", key) + Xml.element("UploadId", id));
  }

  private Answer put(Request request, Upload upload) throws IOException {
    long number = Preconditions.number(request.query().getOrDefault("partNumber", ""));
    if (number < 1 || number > MAX_PARTS) {
      throw Problem.invalid("part number out of 1.." + MAX_PARTS);
    }
    Bytes bytes = Bytes.receive(request.body());
    String hash = request.header("x-goog-hash");
    bytes.check(hash.startsWith("crc32c=") ? hash.substring("crc32c=".length()) : "", "");
    synchronized (upload) {
      if (!uploads.containsKey(upload.id)) {
        throw new Problem(404, "notFound", "NoSuchUpload", "The upload has ended.");
      }
      upload.parts.put((int) number, bytes);
    }
    return Answer.nothing(200)
        .with("ETag", "\"" + bytes.md5() + "\"")
        .with("x-goog-hash", "crc32c=" + bytes.crc32cText() + ",md5=" + bytes.md5Text());
  }

  private Answer complete(Request request, Upload upload) throws IOException {
    byte[] body = request.body().readAllBytes();
    String hash = request.header("x-goog-hash");
    Bytes.of(body).check(hash.startsWith("crc32c=") ? hash.substring("crc32c=".length()) : "", "");
    List<Xml.Part> named = Xml.parts(body);
    synchronized (upload) {
      if (!uploads.containsKey(upload.id)) {
        throw new Problem(404, "notFound", "NoSuchUpload", "The upload has ended.");
      }
      List<Bytes> parts = new ArrayList<>();
      for (int i = 0; i < named.size(); i++) {
        Xml.Part part = named.get(i);
        if (i > 0 && part.number() <= named.get(i - 1).number()) {
          throw new Problem(400, "invalid", "InvalidPartOrder", "parts are not in order");
        }
        Bytes bytes = upload.parts.get(part.number());
        if (bytes == null || !part.etag().equals("\"" + bytes.md5() + "\"")) {
          throw new Problem(400, "invalid", "InvalidPart", "there is no such part");
        }
        if (i < named.size() - 1 && bytes.length() < MIN_PART) {
          throw new Problem(400, "invalid", "EntityTooSmall", "a part is too small");
        }
        parts.add(bytes);
      }
      if (parts.isEmpty()) {
        throw new Problem(400, "invalid", "MalformedXML", "no parts");
      }
      Stored stored =
          buckets.put(
              upload.bucket,
              new Buckets.Draft(
                  upload.key, Bytes.together(parts), upload.contentType, upload.metadata),
              Preconditions.ofTarget(Map.of()));
      uploads.remove(upload.id);
      return Answer.xml(
              "CompleteMultipartUploadResult",
              Xml.element("Bucket", upload.bucket)
                  + Xml.element("Key", upload.key)
                  + Xml.element("ETag", "\"" + stored.etag() + "\""))
          .with("x-goog-hash", stored.hashes())
          .with("x-goog-generation", Long.toString(stored.generation()));
    }
  }

  private Answer list(Request request, String bucket) {
    Map<String, String> query = request.query();
    String prefix = query.getOrDefault("prefix", "");
    String marker = query.getOrDefault("key-marker", "");
    String idMarker = query.getOrDefault("upload-id-marker", "");
    long limit = Preconditions.number(query.getOrDefault("max-uploads", "1000"));
    List<Upload> found =
        uploads.values().stream()
            .filter(u -> u.bucket.equals(bucket) && u.key.startsWith(prefix))
            .filter(
                u ->
                    u.key.compareTo(marker) > 0
                        || (u.key.equals(marker)
                            && !idMarker.isEmpty()
                            && u.id.compareTo(idMarker) > 0))
            .sorted(Comparator.comparing(Upload::key).thenComparing(Upload::id))
            .toList();
    List<Upload> page = found.stream().limit(limit).toList();
    StringBuilder inner = new StringBuilder();
    inner.append(Xml.element("Bucket", bucket));
    inner.append(Xml.element("MaxUploads", limit));
    inner.append(Xml.element("IsTruncated", page.size() < found.size()));
    for (Upload upload : page) {
      inner
          .append("<Upload>")
          .append(Xml.element("Key", upload.key))
          .append(Xml.element("UploadId", upload.id))
          .append(Xml.element("StorageClass", "STANDARD"))
          .append(Xml.element("Initiated", upload.initiated))
          .append("</Upload>");
    }
    return Answer.xml("ListMultipartUploadsResult", inner.toString());
  }
}
