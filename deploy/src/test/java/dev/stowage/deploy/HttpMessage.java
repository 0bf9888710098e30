package dev.stowage.deploy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The head of an HTTP/1.1 message, as one who passes it on has to know it: where its body ends,
/// and nothing of what it says (RFC 9112 section 6).
///
/// @param lines the first line and the headers, without their ends
record HttpMessage(List<String> lines) {

  private static final int LARGEST_HEAD = 64 << 10;
  private static final int BUFFER = 64 << 10;

  /// How a body ends.
  sealed interface Framing {
    /// After so many bytes.
    record Length(long bytes) implements Framing {}

    /// In chunked transfer coding.
    record Chunks() implements Framing {}

    /// With the connection.
    record UntilClose() implements Framing {}
  }

  /// The next head; empty where the connection ends instead.
  static Optional<HttpMessage> read(InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    int size = 0;
    for (String line = line(in); line == null || !line.isEmpty(); line = line(in)) {
      if (line == null) {
        if (lines.isEmpty()) {
          return Optional.empty();
        }
        throw new EOFException();
      }
      size += line.length();
      if (size > LARGEST_HEAD) {
        throw new IOException("a head of more than " + LARGEST_HEAD + " bytes");
      }
      lines.add(line);
    }
    return Optional.of(new HttpMessage(lines));
  }

  /// The same without these headers.
  HttpMessage without(Set<String> names) {
    return new HttpMessage(lines.stream().filter(line -> !names.contains(name(line))).toList());
  }

  /// A header of this lower-case name.
  Optional<String> header(String name) {
    return lines.stream()
        .skip(1)
        .filter(line -> name(line).equals(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  String method() {
    return lines.getFirst().substring(0, lines.getFirst().indexOf(' '));
  }

  String target() {
    return lines.getFirst().split(" ", 3)[1];
  }

  int status() {
    return Integer.parseInt(lines.getFirst().split(" ", 3)[1]);
  }

  /// How the body of this request ends.
  Framing ofRequest() {
    return framing().orElse(new Framing.Length(0));
  }

  /// How the body of this answer to a request of that method ends.
  Framing ofAnswer(String method) {
    boolean bodiless = method.equals("HEAD") || status() == 204 || status() == 304;
    return bodiless ? new Framing.Length(0) : framing().orElseGet(Framing.UntilClose::new);
  }

  private Optional<Framing> framing() {
    return header("transfer-encoding").isPresent()
        ? Optional.of(new Framing.Chunks())
        : header("content-length").map(length -> new Framing.Length(Long.parseLong(length)));
  }

  byte[] bytes() {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Passes a body on, as it is.
  static void copy(Framing framing, InputStream in, OutputStream out) throws IOException {
    switch (framing) {
      case Framing.Length(long bytes) -> copy(bytes, in, out);
      case Framing.UntilClose() -> in.transferTo(out);
      case Framing.Chunks() -> {
        long size;
        do {
          String line = whole(line(in));
          int end = line.indexOf(';');
          size = HexFormat.fromHexDigitsToLong(end < 0 ? line : line.substring(0, end).strip());
          write(line, out);
          copy(size, in, out);
          if (size > 0) {
            write(whole(line(in)), out);
          }
        } while (size > 0);
        for (String trailer = whole(line(in)); ; trailer = whole(line(in))) {
          write(trailer, out);
          if (trailer.isEmpty()) {
            break;
          }
        }
      }
    }
    out.flush();
  }

  private static void copy(long bytes, InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(bytes, BUFFER)];
    for (long left = bytes; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void write(String line, OutputStream out) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String name(String line) {
    return line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
  }

  private static String whole(@Nullable String line) throws IOException {
    if (line == null) {
      throw new EOFException();
    }
    return line;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() > LARGEST_HEAD) {
        throw new IOException("a line of more than " + LARGEST_HEAD + " bytes");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
