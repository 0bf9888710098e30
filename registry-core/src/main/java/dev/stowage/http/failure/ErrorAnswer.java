package dev.stowage.http.failure;

import dev.stowage.http.answer.Answer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import java.util.List;
import java.util.Map;

/// Errors in the JSON of the OCI Distribution specification ("Error Codes").
public final class ErrorAnswer {
  private ErrorAnswer() {}

  /// An answer that tells of one error.
  public static Answer of(int status, ErrorCode code, String message) {
    return of(status, List.of(new OciError(code, message)));
  }

  /// An answer that tells of these errors.
  public static Answer of(int status, List<OciError> errors) {
    StringBuilder json = new StringBuilder(200).append("{\"errors\":[");
    String separator = "";
    for (OciError error : errors) {
      json.append(separator).append("{\"code\":\"").append(error.code()).append("\",\"message\":");
      string(json, error.message());
      if (!error.detail().isEmpty()) {
        json.append(",\"detail\":");
        object(json, error.detail());
      }
      json.append('}');
      separator = ",";
    }
    return Answer.of(status)
        .header("Content-Type", "application/json")
        .text(json.append("]}\n").toString());
  }

  /// An answer of the management API that tells of an error (RFC 9457).
  public static Answer problem(int status, OciError error) {
    StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"title\":");
    string(json, error.code().name());
    json.append(",\"status\":").append(status).append(",\"detail\":");
    string(json, error.message());
    return Answer.of(status)
        .header("Content-Type", "application/problem+json")
        .text(json.append("}\n").toString());
  }

  private static void object(StringBuilder json, Map<String, String> members) {
    json.append('{');
    String[] separator = {""};
    members.forEach(
        (name, value) -> {
          json.append(separator[0]);
          string(json, name);
          json.append(':');
          string(json, value);
          separator[0] = ",";
        });
    json.append('}');
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
