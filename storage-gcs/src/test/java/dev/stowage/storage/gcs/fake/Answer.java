package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is answered.
///
/// @param from where in the bytes the body begins
/// @param length how many bytes the body has
record Answer(int status, Map<String, String> headers, Bytes bytes, long from, long length) {

  static Answer nothing(int status) {
    return new Answer(status, new LinkedHashMap<>(), Bytes.of(new byte[0]), 0, 0);
  }

  static Answer text(int status, String type, String text) {
    Bytes bytes = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    return new Answer(status, new LinkedHashMap<>(), bytes, 0, bytes.length())
        .with("Content-Type", type);
  }

  static Answer xml(String root, String inner) {
    return text(
        200,
        "application/xml; charset=UTF-8",
        "<?xml version='1.0' encoding='UTF-8'?><"
            + root
            + " xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>"
            + inner
            + "</"
            + root
            + ">");
  }

  /// The resource, with those fields only that were asked for.
  static Answer json(JsonNode node, Map<String, String> query) {
    String fields = query.get("fields");
    JsonNode told = fields == null ? node : only(node, Fields.parse(fields));
    return text(200, "application/json; charset=UTF-8", told.toString());
  }

  Answer with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /// In the words of the JSON API.
  static Answer jsonProblem(Problem problem) {
    ObjectNode error = Request.JSON.createObjectNode();
    ObjectNode inner = error.putObject("error");
    inner.put("code", problem.status);
    inner.put("message", problem.getMessage());
    inner
        .putArray("errors")
        .addObject()
        .put("message", problem.getMessage())
        .put("domain", "global")
        .put("reason", problem.reason);
    return text(problem.status, "application/json; charset=UTF-8", error.toString());
  }

  /// In the words of the XML API.
  static Answer xmlProblem(Problem problem) {
    return text(
        problem.status,
        "application/xml; charset=UTF-8",
        "<?xml version='1.0' encoding='UTF-8'?><Error><Code>"
            + problem.code
            + "</Code><Message>"
            + Xml.escaped(String.valueOf(problem.getMessage()))
            + "</Message></Error>");
  }

  private static JsonNode only(JsonNode node, Fields fields) {
    if (node instanceof ArrayNode array) {
      ArrayNode told = Request.JSON.createArrayNode();
      array.forEach(item -> told.add(only(item, fields)));
      return told;
    }
    if (!(node instanceof ObjectNode) || fields.inner.isEmpty()) {
      return node;
    }
    ObjectNode told = Request.JSON.createObjectNode();
    fields.inner.forEach(
        (name, inner) -> {
          JsonNode value = node.get(name);
          if (value != null) {
            told.set(name, only(value, inner));
          }
        });
    return told;
  }

  /// A partial response: `items(name,size),nextPageToken`.
  record Fields(Map<String, Fields> inner) {

    static Fields parse(String text) {
      int[] at = {0};
      return parse(text, at);
    }

    private static Fields parse(String text, int[] at) {
      Map<String, Fields> fields = new TreeMap<>();
      StringBuilder name = new StringBuilder();
      @Nullable Fields inner = null;
      while (at[0] < text.length()) {
        char c = text.charAt(at[0]++);
        if (c == '(') {
          inner = parse(text, at);
        } else if (c == ',' || c == ')') {
          fields.put(name.toString(), inner == null ? new Fields(Map.of()) : inner);
          name.setLength(0);
          inner = null;
          if (c == ')') {
            return new Fields(fields);
          }
        } else {
          name.append(c);
        }
      }
      fields.put(name.toString(), inner == null ? new Fields(Map.of()) : inner);
      return new Fields(fields);
    }
  }
}
