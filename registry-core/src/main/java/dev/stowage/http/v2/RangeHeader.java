package dev.stowage.http.v2;

import dev.stowage.storage.ByteRange;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a `Range` header asks of a blob (RFC 9110, section 14).
///
/// One range, also a suffix, is served as 206. Several ranges in one header are answered with the
/// whole blob, which the RFC permits and which costs nobody anything. A unit other than `bytes` is
/// ignored, a range that is malformed, inverted, or begins past the end is not satisfiable.
sealed interface RangeHeader {

  /// `bytes=first-` or `bytes=first-last`.
  Pattern PLAIN = Pattern.compile("bytes=\\d+-\\d*");

  /// Everything, 200.
  record Whole() implements RangeHeader {}

  /// These bytes, 206; at least one, all within the blob.
  record Part(ByteRange range) implements RangeHeader {}

  /// 416.
  record Unsatisfiable() implements RangeHeader {}

  /// What the header asks of a blob of `size` bytes.
  static RangeHeader parse(@Nullable String header, long size) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    if (header.indexOf(',') >= 0) {
      return new Whole();
    }
    String spec = header.substring(6).trim();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return new Unsatisfiable();
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    return from.isEmpty() ? suffix(to, size) : between(from, to, size);
  }

  /// Whether every store understands it as we do: no header, or one range that says where it
  /// begins. Azure knows no suffix (`bytes=-500`), and several ranges are answered differently
  /// everywhere.
  static boolean isPlain(@Nullable String header) {
    return header == null || PLAIN.matcher(header).matches();
  }

  private static RangeHeader suffix(String length, long size) {
    if (!isDigits(length)) {
      return new Unsatisfiable();
    }
    long wanted = Math.min(size, Numbers.parse(length).orElse(Long.MAX_VALUE));
    return wanted == 0 ? new Unsatisfiable() : new Part(new ByteRange(size - wanted, wanted));
  }

  private static RangeHeader between(String from, String to, long size) {
    OptionalLong first = Numbers.parse(from);
    if (first.isEmpty() || first.getAsLong() >= size || !(to.isEmpty() || isDigits(to))) {
      return new Unsatisfiable();
    }
    long last = to.isEmpty() ? size - 1 : Numbers.parse(to).orElse(Long.MAX_VALUE);
    if (last < first.getAsLong()) {
      return new Unsatisfiable();
    }
    long end = Math.min(last, size - 1) + 1;
    return new Part(new ByteRange(first.getAsLong(), end - first.getAsLong()));
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
