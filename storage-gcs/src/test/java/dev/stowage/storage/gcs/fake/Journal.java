package dev.stowage.storage.gcs.fake;

import java.util.Map;
import java.util.TreeMap;

/// How often what was asked. Safe for any number of threads.
public final class Journal {

  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void count(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /// The counts by kind: `objects.get`, `multipart.part`, …
  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  /// Begins at zero again.
  public synchronized void clear() {
    counts.clear();
  }

  /// How a request is called here.
  static String kind(Request request) {
    String path = request.rawPath();
    Map<String, String> query = request.query();
    if (path.startsWith("/upload/")) {
      return "objects.insert";
    }
    if (path.startsWith("/batch/")) {
      return "batch";
    }
    if (path.startsWith("/storage/") || path.startsWith("/download/")) {
      int segments = request.segments().size();
      String verb = segments > 6 ? request.segments().get(6) : "";
      return "objects."
          + switch (request.method()) {
            case "GET" -> path.startsWith("/download/") ? "media" : segments == 5 ? "list" : "get";
            case "POST" -> verb.replace("To", "");
            default -> request.method().toLowerCase(java.util.Locale.ROOT);
          };
    }
    if (MultipartApi.concerns(request)) {
      return "multipart."
          + switch (request.method()) {
            case "GET" -> "list";
            case "PUT" -> "part";
            case "DELETE" -> "abort";
            default -> query.containsKey("uploads") ? "begin" : "complete";
          };
    }
    if (path.equals("/token")) {
      return "token";
    }
    return SignedUrls.concerns(request) ? "signed" : "none";
  }
}
