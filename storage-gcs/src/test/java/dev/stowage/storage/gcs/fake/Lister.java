package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/// Pages of objects: from `startOffset` (inclusive) to `endOffset` (exclusive), folded at the
/// delimiter, gone on with by a token that fits only the same question.
record Lister(Buckets buckets) {

  private static final Set<String> KNOWN =
      Set.of("prefix", "startOffset", "endOffset", "delimiter", "maxResults", "pageToken");
  private static final int MAX_RESULTS = 1000;

  Answer list(Request request, String bucket) {
    request.allow(KNOWN);
    Map<String, String> query = request.query();
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    long limit =
        Math.min(
            MAX_RESULTS, Preconditions.number(query.getOrDefault("maxResults", "" + MAX_RESULTS)));
    if (limit < 1) {
      throw Problem.invalid("maxResults out of range");
    }
    ObjectNode answer = Request.JSON.createObjectNode();
    answer.put("kind", "storage#objects");
    ArrayNode items = Request.JSON.createArrayNode();
    ArrayNode prefixes = Request.JSON.createArrayNode();
    String behind = behind(query);
    String last = "";
    NavigableMap<String, Stored> objects = buckets.of(bucket);
    synchronized (objects) {
      for (Stored object : objects.tailMap(prefix, true).values()) {
        String name = object.name();
        if (!name.startsWith(prefix)) {
          break;
        }
        int fold = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
        String entry = fold < 0 ? name : name.substring(0, fold + delimiter.length());
        if (name.compareTo(query.getOrDefault("startOffset", "")) < 0
            || (query.containsKey("endOffset") && name.compareTo(query.get("endOffset")) >= 0)
            || entry.compareTo(behind) <= 0
            || entry.equals(last)) {
          continue;
        }
        if (items.size() + prefixes.size() == limit) {
          answer.put("nextPageToken", token(query, last));
          break;
        }
        last = entry;
        if (fold < 0) {
          items.add(object.json(bucket));
        } else {
          prefixes.add(entry);
        }
      }
    }
    // What is empty is left out.
    if (!items.isEmpty()) {
      answer.set("items", items);
    }
    if (!prefixes.isEmpty()) {
      answer.set("prefixes", prefixes);
    }
    return Answer.json(answer, query);
  }

  private static String token(Map<String, String> query, String last) {
    return Base64.getUrlEncoder()
        .encodeToString((question(query) + "\n" + last).getBytes(StandardCharsets.UTF_8));
  }

  private static String behind(Map<String, String> query) {
    String token = query.get("pageToken");
    if (token == null) {
      return "";
    }
    String[] parts =
        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", 2);
    if (parts.length != 2 || !parts[0].equals(question(query))) {
      throw Problem.invalid("Invalid page token");
    }
    return parts[1];
  }

  private static String question(Map<String, String> query) {
    return query.get("prefix") + "|" + query.get("delimiter") + "|" + query.get("startOffset");
  }
}
