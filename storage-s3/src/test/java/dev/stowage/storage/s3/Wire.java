package dev.stowage.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// As much of HTTP/1.1 as lies between an S3 client and a server.
final class Wire {

  private static final Pattern SUB_RESOURCE =
      Pattern.compile("[?&](uploads|uploadId|partNumber|delete|list-type)\\b");

  private Wire() {}

  /// @param head its bytes, as they came
  record Request(String method, String target, Map<String, String> headers, String head) {

    String path() {
      return target.replaceFirst("\\?.*", "").replaceFirst("^https?://[^/]*", "");
    }

    @Nullable String header(String name) {
      return headers.get(name);
    }

    /// Of its body, in bytes.
    long length() {
      return Wire.length(headers);
    }

    /// The method, and what of the object or bucket is asked for, if not itself.
    String kind() {
      StringBuilder kind = new StringBuilder(method);
      Matcher matcher = SUB_RESOURCE.matcher(target);
      while (matcher.find()) {
        kind.append(' ').append(matcher.group(1));
      }
      if (headers.containsKey("x-amz-copy-source")) {
        kind.append(" copy");
      }
      return kind.toString();
    }

    /// Whether it changes an object that is visible.
    boolean changes() {
      boolean ofPart = target.contains("partNumber=") || target.matches(".*[?&]uploads\\b.*");
      return !method.equals("GET") && !method.equals("HEAD") && !ofPart;
    }
  }

  /// @param length of the body; -1 if it comes in chunks
  record Answer(String head, long length) {}

  static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The next request's head; null at the end.
  static @Nullable Request request(InputStream in) throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      return null;
    }
    String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", 3);
    return new Request(line[0], line[1], headers(head), head);
  }

  static void drain(Request request, InputStream in) throws IOException {
    copy(in, OutputStream.nullOutputStream(), length(request.headers()));
  }

  static void forward(Request request, InputStream in, OutputStream upstream) throws IOException {
    String head =
        request.method()
            + " "
            + request.target().replaceFirst("^https?://[^/]*", "")
            + request.head().substring(request.head().indexOf(" HTTP/1.1\r\n"));
    upstream.write(head.getBytes(StandardCharsets.ISO_8859_1));
    copy(in, upstream, length(request.headers()));
    upstream.flush();
  }

  static Answer answer(Request request, InputStream in) throws IOException {
    String head = head(in);
    if (head.isEmpty()) {
      throw new EOFException("the server has gone");
    }
    Map<String, String> headers = headers(head);
    String status = head.split(" ", 3)[1];
    if (request.method().equals("HEAD") || status.equals("204") || status.equals("304")) {
      return new Answer(head, 0);
    }
    return new Answer(head, headers.containsKey("transfer-encoding") ? -1 : length(headers));
  }

  /// False if the connection is to be cut.
  static boolean pass(Answer answer, InputStream in, OutputStream client, Gate.Fault fault)
      throws IOException {
    if (fault instanceof Gate.Fault.CutAfter) {
      return false;
    }
    client.write(answer.head().getBytes(StandardCharsets.ISO_8859_1));
    if (fault instanceof Gate.Fault.CutBody(int bytes)) {
      copy(in, client, Math.min(bytes, answer.length()));
      client.flush();
      return false;
    }
    if (fault instanceof Gate.Fault.Flip) {
      client.write(in.read() ^ 1);
      copy(in, client, answer.length() - 1);
    } else if (answer.length() < 0) {
      copyChunks(in, client);
    } else {
      copy(in, client, answer.length());
    }
    client.flush();
    return true;
  }

  private static void copyChunks(InputStream in, OutputStream out) throws IOException {
    while (true) {
      String line = line(in);
      out.write(line.getBytes(StandardCharsets.ISO_8859_1));
      int size = Integer.parseInt(line.replaceFirst(";.*", "").strip(), 16);
      copy(in, out, size);
      out.write(line(in).getBytes(StandardCharsets.ISO_8859_1));
      if (size == 0) {
        return;
      }
      out.flush();
    }
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[64 << 10];
    for (long left = length; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new EOFException(left + " bytes are missing");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static long length(Map<String, String> headers) {
    return Long.parseLong(headers.getOrDefault("content-length", "0"));
  }

  /// Up to and with the empty line; empty at the end.
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      String line = line(in);
      if (line.isEmpty()) {
        return "";
      }
      head.append(line);
      if (line.equals("\r\n")) {
        return head.toString();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      line.append((char) c);
      if (c == '\n') {
        return line.toString();
      }
    }
    return "";
  }

  private static Map<String, String> headers(String head) {
    Map<String, String> headers = new TreeMap<>();
    head.lines()
        .skip(1)
        .filter(line -> line.contains(":"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers.put(
                  line.substring(0, colon).toLowerCase(Locale.ROOT),
                  line.substring(colon + 1).strip());
            });
    return headers;
  }
}
