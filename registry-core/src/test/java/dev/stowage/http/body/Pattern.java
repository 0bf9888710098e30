package dev.stowage.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Bytes of which each tells where it belongs.
final class Pattern {
  private static final int PRIME = 251;
  private static final byte[] BLOCK = new byte[PRIME * 512];

  static {
    for (int i = 0; i < BLOCK.length; i++) {
      BLOCK[i] = (byte) (i % PRIME);
    }
  }

  private Pattern() {}

  static void send(OutputStream out, long size) {
    try {
      sendUnchecked(out, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void sendUnchecked(OutputStream out, long size) throws IOException {
    for (long left = size; left > 0; left -= BLOCK.length) {
      out.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
    }
    out.flush();
  }

  static void chunks(Wire wire, int size, int chunk) throws IOException {
    for (int at = 0; at < size; at += chunk) {
      byte[] bytes = new byte[Math.min(chunk, size - at)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ((at + i) % PRIME);
      }
      wire.chunk(bytes, 0, bytes.length);
    }
    wire.lastChunk();
  }

  static void check(InputStream in, long size) throws IOException {
    byte[] bytes = new byte[100_003];
    long at = 0;
    int n;
    while ((n = in.read(bytes, 0, bytes.length)) >= 0) {
      for (int i = 0; i < n; i++) {
        if (bytes[i] != (byte) ((at + i) % PRIME)) {
          throw new AssertionError("wrong byte at " + (at + i));
        }
      }
      at += n;
    }
    assertThat(at).isEqualTo(size);
  }
}
