package dev.stowage.http.v2;

import java.util.Set;

/// A request's target as it may stand in a log line: cut to a bounded length, without characters
/// that could forge lines, and with only those parameters of which we know that they are no
/// secrets.
final class LoggedTarget {
  private static final int MAX_PATH = 600;
  private static final int MAX_PARAMETER = 200;
  private static final int MAX_LENGTH = 1000;

  private static final Set<String> KNOWN =
      Set.of("n", "last", "digest", "mount", "from", "tag", "artifactType", "digest-algorithm");

  private LoggedTarget() {}

  static String of(String path, String query) {
    if (query.isEmpty() && path.length() <= MAX_PATH && isPlain(path)) {
      return path;
    }
    StringBuilder line = new StringBuilder();
    append(line, path, MAX_PATH);
    char separator = '?';
    int start = 0;
    while (start < query.length() && line.length() < MAX_LENGTH) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      String pair = query.substring(start, end);
      int equals = pair.indexOf('=');
      if (KNOWN.contains(equals < 0 ? pair : pair.substring(0, equals))) {
        line.append(separator);
        append(line, pair, MAX_PARAMETER);
        separator = '&';
      }
      start = end + 1;
    }
    return line.toString();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isOdd(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static void append(StringBuilder line, String text, int limit) {
    for (int i = 0; i < Math.min(text.length(), limit); i++) {
      char c = text.charAt(i);
      line.append(isOdd(c) ? '?' : c);
    }
    if (text.length() > limit) {
      line.append('~');
    }
  }

  private static boolean isOdd(char c) {
    return c <= ' ' || c >= 0x7f;
  }
}
