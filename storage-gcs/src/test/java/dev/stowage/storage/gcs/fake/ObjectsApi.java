package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// `/storage/v1/b/<bucket>/o…`: everything about objects but their bytes on the way in.
final class ObjectsApi {

  /// What one call of a rewrite moves on; a larger object takes several, and says so.
  static final long REWRITE_STEP = 2_000_000;

  private static final int MAX_COMPOSED = 32;

  private final Buckets buckets;
  private final Map<String, String> rewrites = new ConcurrentHashMap<>();
  private final AtomicLong rewriteTokens = new AtomicLong();

  ObjectsApi(Buckets buckets) {
    this.buckets = buckets;
  }

  /// @param path behind `/storage/v1/b/<bucket>/o`
  Answer answer(Request request, String bucket, List<String> path) throws IOException {
    String verb = path.size() > 1 ? path.get(1) : "";
    return switch (request.method() + " " + path.size() + verb) {
      case "GET 0" -> new Lister(buckets).list(request, bucket);
      case "GET 1" -> get(request, bucket, path.get(0));
      case "DELETE 1" -> delete(request, bucket, path.get(0));
      case "PATCH 1" -> patch(request, bucket, path.get(0));
      case "POST 2compose" -> compose(request, bucket, path.get(0));
      case "POST 4moveTo" -> move(request, bucket, path.get(0), path.get(3));
      case "POST 6rewriteTo" -> rewrite(request, bucket, path.get(0), path.get(3), path.get(5));
      default -> throw new Problem(404, "notFound", "NotFound", "Not Found");
    };
  }

  private Answer get(Request request, String bucket, String name) throws IOException {
    request.allow(Preconditions.TARGET, Set.of("generation"));
    Stored found = buckets.get(bucket, name, request.query());
    Preconditions.ofTarget(request.query()).check(found);
    return "media".equals(request.query().get("alt"))
        ? Media.of(request, found)
        : Answer.json(found.json(bucket), request.query());
  }

  private Answer delete(Request request, String bucket, String name) {
    request.allow(Preconditions.TARGET, Set.of("generation"));
    buckets.delete(bucket, name, request.query());
    return Answer.nothing(204);
  }

  private Answer patch(Request request, String bucket, String name) throws IOException {
    request.allow(Preconditions.TARGET, Set.of("generation"));
    JsonNode wanted = request.json();
    Stored found = buckets.get(bucket, name, request.query());
    Map<String, String> metadata = new TreeMap<>(found.metadata());
    metadata.putAll(Inserts.metadata(wanted));
    Stored patched =
        buckets.patch(
            bucket,
            name,
            request.query(),
            wanted.has("contentType") ? wanted.get("contentType").asText() : null,
            metadata);
    return Answer.json(patched.json(bucket), request.query());
  }

  private Answer compose(Request request, String bucket, String name) throws IOException {
    request.allow(Preconditions.TARGET);
    JsonNode wanted = request.json();
    JsonNode sources = wanted.path("sourceObjects");
    if (sources.isEmpty() || sources.size() > MAX_COMPOSED) {
      throw Problem.invalid(
          "The number of source components provided is out of 1.." + MAX_COMPOSED);
    }
    List<Bytes> parts = new ArrayList<>();
    for (JsonNode source : sources) {
      Stored part =
          buckets.get(
              bucket,
              source.path("name").asText(),
              source.has("generation")
                  ? Map.of("generation", source.get("generation").asText())
                  : Map.of());
      JsonNode condition = source.path("objectPreconditions").path("ifGenerationMatch");
      if (!condition.isMissingNode()) {
        Preconditions.ofTarget(Map.of("ifGenerationMatch", condition.asText())).check(part);
      }
      parts.add(part.bytes());
    }
    JsonNode destination = wanted.path("destination");
    Stored composed =
        buckets.put(
            bucket,
            new Buckets.Draft(
                name,
                Bytes.together(parts),
                Inserts.contentType(destination),
                Inserts.metadata(destination)),
            Preconditions.ofTarget(request.query()));
    return Answer.json(composed.json(bucket), request.query());
  }

  private Answer move(Request request, String bucket, String from, String to) {
    request.allow(Preconditions.TARGET, Preconditions.SOURCE);
    Stored moved = buckets.move(bucket, from, to, request.query());
    return Answer.json(moved.json(bucket), request.query());
  }

  private Answer rewrite(Request request, String bucket, String from, String toBucket, String to)
      throws IOException {
    request.allow(
        Preconditions.TARGET, Preconditions.SOURCE, Set.of("rewriteToken", "sourceGeneration"));
    Stored source = buckets.get(bucket, from, Map.of());
    Preconditions.ofSource(request.query()).check(source);
    JsonNode wanted = request.json();
    ObjectNode answer = Request.JSON.createObjectNode();
    answer.put("kind", "storage#rewriteResponse");
    answer.put("objectSize", Long.toString(source.bytes().length()));
    String what = bucket + "/" + from + "#" + source.generation() + " to " + toBucket + "/" + to;
    String token = request.query().get("rewriteToken");
    if (token != null && !what.equals(rewrites.get(token))) {
      throw Problem.invalid("Invalid rewrite token");
    }
    if (token == null && source.bytes().length() > REWRITE_STEP) {
      String next = "rewrite-" + rewriteTokens.incrementAndGet();
      rewrites.put(next, what);
      answer.put("done", false);
      answer.put("totalBytesRewritten", Long.toString(REWRITE_STEP));
      answer.put("rewriteToken", next);
      return Answer.json(answer, request.query());
    }
    boolean own = !wanted.isEmpty();
    Stored written =
        buckets.put(
            toBucket,
            new Buckets.Draft(
                to,
                source.bytes(),
                own ? Inserts.contentType(wanted) : source.contentType(),
                own ? Inserts.metadata(wanted) : source.metadata()),
            Preconditions.ofTarget(request.query()));
    answer.put("done", true);
    answer.put("totalBytesRewritten", Long.toString(source.bytes().length()));
    answer.set("resource", written.json(toBucket));
    return Answer.json(answer, request.query());
  }
}
