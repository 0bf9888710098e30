package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// What is asked.
///
/// @param segments of the path, decoded
/// @param query decoded; a parameter comes once
/// @param body as sent, unless it was compressed
record Request(
    String method,
    String rawPath,
    String rawQuery,
    List<String> segments,
    Map<String, String> query,
    Headers headers,
    InputStream body) {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> STANDARD =
      Set.of("alt", "fields", "prettyPrint", "projection", "quotaUser", "userProject");

  static Request of(String method, URI uri, Headers headers, InputStream body) throws IOException {
    boolean compressed = "gzip".equals(headers.getFirst("Content-Encoding"));
    return new Request(
        method,
        uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        Arrays.stream(uri.getRawPath().substring(1).split("/", -1))
            .map(segment -> decode(segment.replace("+", "%2B")))
            .toList(),
        query(uri.getRawQuery()),
        headers,
        compressed ? new GZIPInputStream(body) : body);
  }

  private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (query.put(name, value) != null) {
        throw Problem.invalid("parameter given twice: " + name);
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String header(String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  /// Refuses a parameter that is not known to this call.
  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  final void allow(Set<String>... known) {
    for (String name : query.keySet()) {
      if (!STANDARD.contains(name) && Arrays.stream(known).noneMatch(k -> k.contains(name))) {
        throw Problem.invalid("unknown parameter: " + name);
      }
    }
  }

  /// The body as JSON; an empty object if there is none.
  JsonNode json() throws IOException {
    byte[] bytes = body.readAllBytes();
    if (bytes.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode node = JSON.readTree(bytes);
      return node.isNull() ? JSON.createObjectNode() : node;
    } catch (JsonProcessingException e) {
      throw Problem.invalid("Parse Error");
    }
  }
}
