package dev.stowage.oci.manifest;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON document (RFC 8259) from bytes in a single pass, recursing at most
/// [ManifestLimits#MAX_DEPTH] deep.
final class JsonReader {
  private static final Json.Bool TRUE = new Json.Bool(true);
  private static final Json.Bool FALSE = new Json.Bool(false);
  private static final Json.Null NULL = new Json.Null();
  private static final int END = -1;

  private final byte[] in;
  private int at;
  private int depth;
  private int values;

  JsonReader(byte[] in) {
    this.in = in;
  }

  Json document() {
    skipBlanks();
    Json value = value();
    skipBlanks();
    if (at < in.length) {
      throw invalid("there is something after the end of the document");
    }
    return value;
  }

  private Json value() {
    if (++values > ManifestLimits.MAX_VALUES) {
      throw invalid("it has more than " + ManifestLimits.MAX_VALUES + " values");
    }
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", TRUE);
      case 'f' -> literal("false", FALSE);
      case 'n' -> literal("null", NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case END -> throw invalid("it ends too early");
      default -> throw invalid("a value is expected");
    };
  }

  private Json.Obj object() {
    enter();
    Map<String, Json> members = new LinkedHashMap<>();
    if (peek() != '}') {
      do {
        skipBlanks();
        if (peek() != '"') {
          throw invalid("a key in double quotes is expected");
        }
        int keyAt = at;
        String key = string();
        skipBlanks();
        expect(':');
        skipBlanks();
        if (members.put(key, value()) != null) {
          at = keyAt;
          throw invalid("duplicate key " + OciError.quoted(key));
        }
        skipBlanks();
      } while (skipComma());
    }
    expect('}');
    depth--;
    return new Json.Obj(members);
  }

  private Json.Arr array() {
    enter();
    List<Json> items = new ArrayList<>();
    if (peek() != ']') {
      do {
        skipBlanks();
        items.add(value());
        skipBlanks();
      } while (skipComma());
    }
    expect(']');
    depth--;
    return new Json.Arr(items);
  }

  private void enter() {
    if (++depth > ManifestLimits.MAX_DEPTH) {
      throw invalid("it is nested more than " + ManifestLimits.MAX_DEPTH + " levels deep");
    }
    at++;
    skipBlanks();
  }

  private Json literal(String word, Json value) {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
    return value;
  }

  private Json.Num number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    return new Json.Num(ascii(start, at));
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw invalid("a digit is expected");
    }
  }

  private String string() {
    at++;
    int start = at;
    while (at < in.length) {
      byte b = in[at];
      if (b == '"') {
        return ascii(start, at++);
      }
      if (b == '\\' || b < ' ') { // escapes, controls, and (negative) all but ASCII
        return unusualString(start);
      }
      at++;
    }
    throw invalid("a string does not end");
  }

  /// A string with escapes or more than ASCII: first all of it in UTF-8, then decoded at once.
  private String unusualString(int start) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(at - start + 64);
    out.write(in, start, at - start);
    while (at < in.length) {
      byte b = in[at];
      if (b == '"') {
        at++;
        return utf8(out.toByteArray());
      }
      if (b >= 0 && b < ' ') {
        throw invalid("a control character in a string must be escaped");
      }
      at++;
      if (b == '\\') {
        writeUtf8(escaped(), out);
      } else {
        out.write(b);
      }
    }
    throw invalid("a string does not end");
  }

  /// The code point that an escape stands for.
  private int escaped() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        char unit = hexUnit();
        if (!Character.isSurrogate(unit)) {
          yield unit;
        }
        // Half of a pair is no character: no UTF-8 can hold it, and every parser mends it its own
        // way.
        if (Character.isHighSurrogate(unit) && peek() == '\\') {
          at++;
          if (peek() == 'u') {
            at++;
            char low = hexUnit();
            if (Character.isLowSurrogate(low)) {
              yield Character.toCodePoint(unit, low);
            }
          }
        }
        throw invalid("a string holds half of a surrogate pair");
      }
      default -> throw invalid("there is no such escape in a string");
    };
  }

  private char hexUnit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw invalid("four hexadecimal digits are expected after \\u");
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private static void writeUtf8(int codePoint, ByteArrayOutputStream out) {
    if (codePoint < 0x80) {
      out.write(codePoint);
    } else {
      out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw invalid("a string is not well-formed UTF-8");
    }
  }

  private String ascii(int from, int to) {
    return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private boolean skipComma() {
    if (peek() == ',') {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < in.length) {
      byte b = in[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  private void expect(char c) {
    if (peek() != c) {
      throw invalid(at < in.length ? "'" + c + "' is expected" : "it ends too early");
    }
    at++;
  }

  private int peek() {
    return at < in.length ? in[at] & 0xff : END;
  }

  private OciException invalid(String what) {
    return new OciException(
        ErrorCode.MANIFEST_INVALID,
        "this is not acceptable JSON: " + what + " (at byte " + at + ")");
  }
}
