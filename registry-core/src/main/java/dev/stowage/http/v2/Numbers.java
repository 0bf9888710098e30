package dev.stowage.http.v2;

import java.util.OptionalLong;

/// Numbers in headers and parameters: decimal digits and nothing else.
final class Numbers {
  private static final int MAX_DIGITS = 18;

  private Numbers() {}

  /// The number; absent if the text is anything else, or beyond 18 digits (leading zeros not
  /// counted).
  static OptionalLong parse(String text) {
    long value = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      value = value * 10 + (c - '0');
      digits += value == 0 ? 0 : 1;
      if (digits > MAX_DIGITS) {
        return OptionalLong.empty();
      }
    }
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
