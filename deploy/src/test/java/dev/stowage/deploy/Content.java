package dev.stowage.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Bytes that are made again from a number whenever they are wanted, so that a test of many
/// gigabytes holds none of them. Two contents with other seeds differ in every block.
///
/// @param seed what the bytes are made from
/// @param length in bytes
record Content(long seed, long length) implements Connection.Body {

  private static final int BLOCK = 64 << 10;

  /// One block of noise for all; each block of a content begins with its own seed and position.
  private static final byte[] NOISE = noise();

  private static byte[] noise() {
    byte[] noise = new byte[BLOCK];
    new SplittableRandom(42).nextBytes(noise);
    return noise;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    writeTo(out, 0, length);
  }

  /// Writes the bytes from `from` up to `to`.
  void writeTo(OutputStream out, long from, long to) throws IOException {
    byte[] block = NOISE.clone();
    for (long at = from; at < to; ) {
      int within = (int) (at % BLOCK);
      for (int i = 0; i < 8; i++) {
        block[i] = (byte) (seed >>> (8 * i));
        block[8 + i] = (byte) ((at - within) >>> (8 * i));
      }
      int count = (int) Math.min(BLOCK - within, to - at);
      out.write(block, within, count);
      at += count;
    }
  }

  /// The part of this content from `from` up to `to`, as a body.
  Connection.Body part(long from, long to) {
    return new Connection.Body() {
      @Override
      public long length() {
        return to - from;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        Content.this.writeTo(out, from, to);
      }
    };
  }

  /// `sha256:…` of the bytes.
  String digest() {
    var sink = new DigestSink();
    try {
      writeTo(sink);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return sink.digest();
  }

  /// `sha256:…` of some bytes.
  static String digest(byte[] bytes) {
    return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes bytes and keeps their digest and number only.
  static final class DigestSink extends OutputStream {
    private final MessageDigest digest = sha256();
    private long length;

    @Override
    public void write(int b) {
      digest.update((byte) b);
      length++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      digest.update(bytes, from, count);
      length += count;
    }

    long length() {
      return length;
    }

    /// `sha256:…` of all that was written; ends this sink.
    String digest() {
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
  }
}
