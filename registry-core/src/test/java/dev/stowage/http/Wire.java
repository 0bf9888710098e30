package dev.stowage.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// One HTTP/1.1 connection that sends what it is told, right or wrong, and reads answers.
public final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean head;

  /// What came back. Header names are in lower case; of several the last counts.
  public record Reply(int status, Map<String, String> headers, byte[] body) {
    /// The header, or the empty text.
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /// The body as text.
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  public Wire(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setSoTimeout(30_000);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// Sends a request and, unless the headers say otherwise, promises no body.
  public Reply ask(String method, String target, String... headers) throws IOException {
    begin(method, target, headers);
    return reply();
  }

  /// Sends a request with a body.
  public Reply send(String method, String target, byte[] body, String... headers)
      throws IOException {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: " + body.length;
    begin(method, target, all);
    out.write(body);
    out.flush();
    return reply();
  }

  /// Sends the head of a request.
  public void begin(String method, String target, String... headers) throws IOException {
    head = method.equals("HEAD");
    StringBuilder text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    raw(text.append("\r\n").toString());
  }

  /// Sends text as it is.
  public void raw(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// Sends one chunk of a chunked body.
  public void chunk(byte[] bytes, int offset, int length) throws IOException {
    raw(Integer.toHexString(length) + "\r\n");
    out.write(bytes, offset, length);
    raw("\r\n");
  }

  /// Ends a chunked body.
  public void lastChunk() throws IOException {
    raw("0\r\n\r\n");
  }

  /// Sends single bytes, a few milliseconds apart, while `goOn`.
  public void trickle(BooleanSupplier goOn) {
    try {
      while (goOn.getAsBoolean()) {
        out.write('x');
        LockSupport.parkNanos(5_000_000);
      }
    } catch (IOException e) {
      // the server has had enough
    }
  }

  /// The next answer, interim ones included.
  public Reply reply() throws IOException {
    String status = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    int code = Integer.parseInt(status.substring(9, 12));
    String length = headers.get("content-length");
    boolean none = head || length == null || code < 200 || code == 204 || code == 304;
    byte[] body = none ? new byte[0] : in.readNBytes(Integer.parseInt(length));
    if (!none && body.length < Integer.parseInt(length)) {
      throw new EOFException("the answer was cut off after " + body.length + " bytes");
    }
    return new Reply(code, headers, body);
  }

  /// All that still comes, until the connection is closed.
  public byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    in.transferTo(rest);
    return rest.toByteArray();
  }

  /// Whether the server has closed the connection, waiting for it.
  public boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  public OutputStream out() {
    return out;
  }

  public InputStream in() {
    return in;
  }

  /// Closing will reset the connection instead of ending it.
  public void resetOnClose() throws IOException {
    socket.setSoLinger(true, 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
