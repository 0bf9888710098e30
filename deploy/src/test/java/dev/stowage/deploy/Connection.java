package dev.stowage.deploy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 connection to a registry, written by hand so that a test says what is sent on which
/// connection, byte for byte. Every failure of the connection is an [IOException].
///
/// Not thread-safe: one request at a time.
final class Connection implements AutoCloseable {

  private static final int READ_LIMIT_MILLIS = 120_000;
  private static final int MAX_BODY = 64 << 20;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Connection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
  }

  /// What a request carries.
  interface Body {
    Body NONE = of(new byte[0]);

    /// In bytes.
    long length();

    void writeTo(OutputStream out) throws IOException;

    static Body of(byte[] bytes) {
      return new Body() {
        @Override
        public long length() {
          return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
          out.write(bytes);
        }
      };
    }
  }

  /// A request.
  ///
  /// @param target path and query, as sent
  /// @param chunked whether the body goes in chunked transfer coding, without its length being said
  record Request(
      String method, String target, Map<String, String> headers, Body body, boolean chunked) {

    Request header(String name, String value) {
      var more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Request(method, target, more, body, chunked);
    }

    Request body(Body content) {
      return new Request(method, target, headers, content, false);
    }

    Request chunks(Body content) {
      return new Request(method, target, headers, content, true);
    }
  }

  /// An answer: headers by lower-case name, and the body unless it was sent elsewhere.
  @SuppressWarnings("ArrayRecordComponent") // read and thrown away, never compared
  record Response(int status, Map<String, String> headers, byte[] body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return status + " " + headers + " " + text();
    }
  }

  static Request request(String method, String target) {
    return new Request(method, target, Map.of(), Body.NONE, false);
  }

  static Request get(String target) {
    return request("GET", target);
  }

  /// Sends a request whole, then reads the answer.
  Response send(Request request) throws IOException {
    var body = new ByteArrayOutputStream();
    Response head = send(request, new Bounded(body));
    return new Response(head.status(), head.headers(), body.toByteArray());
  }

  /// Sends a request whole, then reads the answer and gives its body to `sink`.
  Response send(Request request, OutputStream sink) throws IOException {
    writeHead(request);
    writeBody(request);
    return read(request.method(), sink);
  }

  /// Sends the head of a request and nothing of its body.
  void writeHead(Request request) throws IOException {
    var head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1:").append(socket.getPort()).append("\r\n");
    request
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (request.chunked()) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (request.body().length() > 0 || !request.method().matches("GET|HEAD|DELETE")) {
      head.append("Content-Length: ").append(request.body().length()).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// Sends the body of a request whose head has been sent.
  void writeBody(Request request) throws IOException {
    if (request.chunked()) {
      var chunks = new Chunks(out);
      request.body().writeTo(chunks);
      chunks.end();
    } else {
      request.body().writeTo(out);
    }
    out.flush();
  }

  /// Sends some of a body that goes in chunked coding.
  void writeChunks(Body some) throws IOException {
    some.writeTo(new Chunks(out));
    out.flush();
  }

  /// Reads the answer to a request of this method; its body goes to `sink`.
  Response read(String method, OutputStream sink) throws IOException {
    String[] status = line().split(" ", 3);
    var headers = new LinkedHashMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status[1]);
    if (code >= 100 && code < 200) {
      return new Response(code, headers, new byte[0]);
    }
    boolean bodiless = method.equals("HEAD") || code == 204 || code == 304;
    if (!bodiless && "chunked".equals(headers.get("transfer-encoding"))) {
      for (int size = chunkSize(); ; size = chunkSize()) {
        copy(size, sink);
        line();
        if (size == 0) {
          break;
        }
      }
    } else if (!bodiless) {
      copy(Long.parseLong(headers.getOrDefault("content-length", "0")), sink);
    }
    return new Response(code, headers, new byte[0]);
  }

  private int chunkSize() throws IOException {
    return HexFormat.fromHexDigits(line());
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the registry closed the connection");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private void copy(long length, OutputStream sink) throws IOException {
    byte[] buffer = new byte[(int) Math.min(length, 64 << 10)];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException(
            "the registry closed the connection with " + left + " bytes to come");
      }
      sink.write(buffer, 0, read);
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// The chunked transfer coding of RFC 9112, section 7.1: one chunk per write.
  private static final class Chunks extends OutputStream {
    private final OutputStream out;

    Chunks(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, offset, length);
        out.write('\r');
        out.write('\n');
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    void end() throws IOException {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /// Refuses to hold more of an answer in memory than a test ever wants to look at.
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream out;

    Bounded(ByteArrayOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (out.size() + length > MAX_BODY) {
        throw new IOException("an answer of more than " + MAX_BODY + " bytes");
      }
      out.write(bytes, offset, length);
    }
  }
}
