package dev.stowage.http.v2;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The parameters of a request's query, decoded. Names we do not know are kept and harm nobody.
///
/// A `+` stands for itself, not for a blank: no parameter of the API can hold a blank, and media
/// types hold `+`.
final class Query {
  /// The most parameters.
  static final int MAX_PARAMETERS = 64;

  /// The longest query.
  static final int MAX_LENGTH = 8 * 1024;

  private static final Query EMPTY = new Query(List.of());

  private final List<String> pairs;

  private Query(List<String> pairs) {
    this.pairs = pairs;
  }

  /// The parameters of this raw query, what follows the `?`.
  ///
  /// @throws OciException 400 when it is not well-formed UTF-8 in well-formed escapes, contains
  ///   control characters, or is beyond the limits
  static Query parse(String raw) {
    if (raw.isEmpty()) {
      return EMPTY;
    }
    if (raw.length() > MAX_LENGTH) {
      throw invalid("is longer than " + MAX_LENGTH + " characters");
    }
    List<String> pairs = new ArrayList<>();
    int start = 0;
    while (start <= raw.length()) {
      int end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      if (end > start) {
        int equals = raw.indexOf('=', start);
        boolean named = equals >= 0 && equals < end;
        pairs.add(decode(raw.substring(start, named ? equals : end)));
        pairs.add(named ? decode(raw.substring(equals + 1, end)) : "");
        if (pairs.size() > 2 * MAX_PARAMETERS) {
          throw invalid("has more than " + MAX_PARAMETERS + " parameters");
        }
      }
      start = end + 1;
    }
    return new Query(pairs);
  }

  /// The value of the parameter, which must not come twice.
  ///
  /// @throws OciException 400 when it does
  Optional<String> one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw invalid("has the parameter " + name + " more than once");
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// All values of the parameter, in order.
  List<String> all(String name) {
    List<String> values = List.of();
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        values = values.isEmpty() ? new ArrayList<>() : values;
        values.add(pairs.get(i + 1));
      }
    }
    return values;
  }

  private static String decode(String raw) {
    byte[] bytes = new byte[raw.length()];
    int n = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw invalid("has a malformed percent-escape");
        }
        c = (char) (high * 16 + low);
        i += 2;
      } else if (c >= 0x7f) {
        throw invalid("contains characters that need a percent-escape");
      }
      if (c < ' ' || c == 0x7f) {
        throw invalid("contains control characters");
      }
      bytes[n++] = (byte) c;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, n)).toString();
    } catch (CharacterCodingException e) {
      throw invalid("is not UTF-8");
    }
  }

  private static OciException invalid(String message) {
    return new OciException(400, ErrorCode.UNSUPPORTED, "the query " + message);
  }
}
