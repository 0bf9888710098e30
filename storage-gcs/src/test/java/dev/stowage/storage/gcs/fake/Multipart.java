package dev.stowage.storage.gcs.fake;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bodies of several parts (RFC 2046).
final class Multipart {

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");

  private Multipart() {}

  /// A part.
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Part(Headers headers, byte[] body) {}

  static List<Part> parse(Request request, String type) throws IOException {
    Matcher boundary = BOUNDARY.matcher(request.header("Content-Type"));
    if (!request.header("Content-Type").startsWith(type) || !boundary.find()) {
      throw Problem.invalid("no " + type);
    }
    byte[] bytes = request.body().readAllBytes();
    byte[] line = ("--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    int at = find(bytes, line, 0);
    while (at >= 0) {
      int start = at + line.length;
      if (startsWith(bytes, "--", start)) {
        return parts;
      }
      int end = find(bytes, line, start);
      if (end < 0) {
        break;
      }
      parts.add(part(bytes, start + 2, end - 2));
      at = end;
    }
    throw Problem.invalid("Missing end boundary in multipart body.");
  }

  private static Part part(byte[] bytes, int start, int end) {
    int blank = find(bytes, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), start - 2);
    if (blank < 0 || blank > end) {
      throw Problem.invalid("Malformed multipart body.");
    }
    Headers headers = new Headers();
    if (blank > start) {
      String text = new String(bytes, start, blank - start, StandardCharsets.ISO_8859_1);
      for (String line : text.split("\r\n", -1)) {
        int colon = line.indexOf(':');
        headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return new Part(headers, Arrays.copyOfRange(bytes, blank + 4, Math.max(blank + 4, end)));
  }

  private static boolean startsWith(byte[] bytes, String text, int at) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + wanted.length <= bytes.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static int find(byte[] bytes, byte[] wanted, int from) {
    for (int i = Math.max(0, from); i + wanted.length <= bytes.length; i++) {
      if (bytes[i] == wanted[0]
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
