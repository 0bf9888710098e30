package dev.stowage.http.body;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// An HTTP/1.1 client that sends what it is told, right or wrong.
final class Client implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Client(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.socket.setSoTimeout(20_000);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  void head(String method, String... headers) throws IOException {
    String head =
        method + " / HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  void chunks(int size, int chunk) throws IOException {
    byte[] all = new byte[size];
    for (int i = 0; i < size; i++) {
      all[i] = (byte) (i % 251);
    }
    for (int at = 0; at < size; at += chunk) {
      int n = Math.min(chunk, size - at);
      out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(all, at, n);
      out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends single bytes, a few milliseconds apart, while `goOn`.
  void trickle(BooleanSupplier goOn) {
    try {
      while (goOn.getAsBoolean()) {
        out.write('x');
        LockSupport.parkNanos(5_000_000);
      }
    } catch (IOException e) {
      // the server has had enough
    }
  }

  /// The status of the next answer, whose headers and (absent) body are consumed.
  int status() throws IOException {
    String status = line();
    while (!line().isEmpty()) {}
    return Integer.parseInt(status.substring(9, 12));
  }

  OutputStream out() {
    return out;
  }

  Socket socket() {
    return socket;
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
        throw new IOException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
