package dev.stowage.oci.manifest;

import dev.stowage.oci.error.OciException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A JSON value (RFC 8259). Immutable as long as nobody changes the collections it was made of:
/// they are wrapped, not copied.
public sealed interface Json {
  /// An object: its members in the order they came in.
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members = Collections.unmodifiableMap(members);
    }
  }

  /// An array.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = Collections.unmodifiableList(items);
    }
  }

  /// A string.
  record Str(String value) implements Json {}

  /// A number, exactly as it was spelled: nothing is rounded.
  record Num(String literal) implements Json {
    /// A whole number.
    public Num(long value) {
      this(Long.toString(value));
    }
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Json {}

  /// `null`.
  record Null() implements Json {}

  /// Reads one document, strictly: well-formed UTF-8 without surrogates, no byte order mark, no
  /// duplicate keys anywhere, nothing after the value, and within the depth and the number of
  /// values of [ManifestLimits].
  ///
  /// @throws OciException with `MANIFEST_INVALID`, saying what is wrong at which byte
  static Json parse(byte[] bytes) {
    return new JsonReader(bytes).document();
  }

  /// The shortest text of this value, members in their order.
  default String text() {
    StringBuilder out = new StringBuilder();
    write(this, out);
    return out.toString();
  }

  /// [#text] in UTF-8.
  default byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Obj(var members) -> {
        char before = '{';
        for (Map.Entry<String, Json> member : members.entrySet()) {
          quote(member.getKey(), out.append(before));
          write(member.getValue(), out.append(':'));
          before = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
      }
      case Arr(var items) -> {
        char before = '[';
        for (Json item : items) {
          write(item, out.append(before));
          before = ',';
        }
        out.append(items.isEmpty() ? "[]" : "]");
      }
      case Str(var string) -> quote(string, out);
      case Num(var literal) -> out.append(literal);
      case Bool(var bool) -> out.append(bool);
      case Null() -> out.append("null");
    }
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
