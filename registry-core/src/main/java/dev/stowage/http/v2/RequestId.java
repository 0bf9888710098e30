package dev.stowage.http.v2;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// What a request is called in answers and logs: the client's `X-Request-Id` if it is a short
/// token, else 16 random hex digits.
final class RequestId {
  private static final int MAX_LENGTH = 64;

  private RequestId() {}

  static String of(@Nullable String proposed) {
    return proposed != null && isToken(proposed)
        ? proposed
        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static boolean isToken(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
