package dev.stowage.oci.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One entry of the `errors` array of an error answer (OCI Distribution, "Error Codes").
///
/// @param code what kind of failure it is
/// @param message one sentence a user understands; never empty
/// @param detail further facts by name, in order; empty when there are none, and then left out of
///   the JSON
public record OciError(ErrorCode code, String message, Map<String, String> detail) {
  /// The longest piece of a client's text that is repeated to it.
  private static final int MAX_QUOTED = 100;

  public OciError {
    if (message.isEmpty()) {
      throw new IllegalArgumentException("an error needs a message");
    }
    detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
  }

  /// An error without further facts.
  public OciError(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /// A client's text in double quotes, fit for messages and log lines: everything but visible ASCII
  /// and the blank is written as an escape, and the whole is cut to about 100 characters.
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      if (out.length() > MAX_QUOTED) {
        return out.append("...\"").toString();
      }
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }
}
