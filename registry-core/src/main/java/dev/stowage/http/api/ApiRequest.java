package dev.stowage.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.stowage.access.Subject;
import dev.stowage.document.DocumentJson;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is asked of the management API.
///
/// @param method `GET`, `PUT` …
/// @param path the segments behind `/api/v1/`
/// @param query the value of a parameter
/// @param header the value of a header
/// @param body what was sent
/// @param asker who asks
/// @param from where he asks from; absent: nobody knows
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ApiRequest(
    String method,
    List<String> path,
    Function<String, Optional<String>> query,
    Function<String, Optional<String>> header,
    byte[] body,
    Subject asker,
    @Nullable InetAddress from) {

  private static final ObjectReader STRICT =
      DocumentJson.MAPPER
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /// A value that the query must have.
  String required(String name) {
    return query.apply(name).orElseThrow(() -> invalid("the query needs " + name + "=…"));
  }

  /// The body, which may have these members and no others.
  ///
  /// @throws OciException 400 or 415
  <T> T read(Class<T> type) {
    try {
      return STRICT.readValue(tree().traverse(), type);
    } catch (IOException | IllegalArgumentException e) {
      throw invalid("the body: " + words(e));
    }
  }

  /// The body as it was written.
  JsonNode tree() {
    String type = header.apply("Content-Type").orElse("");
    if (!type.startsWith("application/json")) { // no form of a foreign page can send that
      throw new OciException(415, ErrorCode.UNSUPPORTED, "the body must be application/json");
    }
    try {
      JsonNode tree = STRICT.readTree(body);
      if (!tree.isObject()) {
        throw invalid("the body must be an object");
      }
      return tree;
    } catch (IOException e) {
      throw invalid("the body is no JSON");
    }
  }

  /// Throws 412 unless the document's revision is the one that the request names, if it names one.
  ///
  /// @param rev the document's; empty: there is none
  void checkCondition(Optional<Long> rev) {
    Optional<String> match = header.apply("If-Match");
    Optional<String> noneMatch = header.apply("If-None-Match");
    boolean holds =
        match.map(tag -> rev.isPresent() && tag.equals(etag(rev.get()))).orElse(true)
            && noneMatch.map(tag -> !tag.equals("*") || rev.isEmpty()).orElse(true);
    if (!holds) {
      throw new OciException(
          ErrorCode.PRECONDITION_FAILED, "it has been changed, made or removed meanwhile");
    }
  }

  /// The entity tag of a revision.
  static String etag(long rev) {
    return "\"" + rev + "\"";
  }

  static OciException invalid(String message) {
    return new OciException(400, ErrorCode.UNSUPPORTED, message);
  }

  private static String words(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String text = message == null ? "malformed" : message.replaceAll("[^ -~]", " ");
    return text.length() > 200 ? text.substring(0, 200) : text;
  }
}
