package dev.stowage.storage.azure;

import com.azure.core.util.BinaryData;
import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Content as the SDK sends it. Bytes and files go with an MD5, by which the store checks what
/// arrives; a stream cannot be hashed before it is sent, and goes without.
final class Payload implements AutoCloseable {

  private static final int READ = 64 << 10;
  private static final int SLICE = 64 << 10;

  private final Content content;
  private final byte @Nullable [] md5;
  private final @Nullable Once once;

  private Payload(Content content, byte @Nullable [] md5, @Nullable Once once) {
    this.content = content;
    this.md5 = md5;
    this.once = once;
  }

  static Payload of(Content content) {
    return switch (content) {
      case Content.Bytes(var buffers) -> {
        MessageDigest digest = md5();
        buffers.forEach(buffer -> digest.update(buffer.duplicate()));
        yield new Payload(content, digest.digest(), null);
      }
      case Content.File file -> new Payload(content, hash(file), null);
      case Content.Stream(var in, var length) -> new Payload(content, null, new Once(in, length));
    };
  }

  /// What to send; for a stream only once.
  BinaryData data() {
    return switch (content) {
      case Content.Bytes(var buffers) -> BinaryData.fromListByteBuffer(slices(buffers));
      case Content.File(var path, var offset, var length) ->
          BinaryData.fromFile(path, offset, length);
      case Content.Stream stream ->
          BinaryData.fromStream(Objects.requireNonNull(once), stream.length());
    };
  }

  /// Of a large buffer the JDK copies all that is left of it for each write that the network takes
  /// a little of.
  private static List<ByteBuffer> slices(List<ByteBuffer> buffers) {
    List<ByteBuffer> slices = new ArrayList<>();
    for (ByteBuffer buffer : buffers) {
      for (int at = buffer.position(); at < buffer.limit(); at += SLICE) {
        slices.add(buffer.slice(at, Math.min(SLICE, buffer.limit() - at)));
      }
    }
    return slices;
  }

  /// The MD5 of the whole; null for a stream.
  byte @Nullable [] hash() {
    return md5;
  }

  /// Whether it can be sent, or sent again.
  boolean isFresh() {
    return once == null || once.isFresh();
  }

  /// Says what was wrong with the source, if it was the source that failed.
  void complain() {
    if (once != null) {
      once.complain();
    }
  }

  /// Leaves a stream alone from here on.
  @Override
  public void close() {
    if (once != null) {
      once.close();
    }
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hash(Content.File file) {
    MessageDigest digest = md5();
    try (InputStream in = Files.newInputStream(file.path())) {
      in.skipNBytes(file.offset());
      byte[] buffer = new byte[READ];
      for (long rest = file.length(); rest > 0; ) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
        if (n < 0) {
          throw new EOFException();
        }
        digest.update(buffer, 0, n);
        rest -= n;
      }
    } catch (EOFException e) {
      throw new StorageException(Kind.MISUSE, "the file is shorter than announced", e);
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "reading the file to store", e);
    }
    return digest.digest();
  }

  /// The caller's stream, cut to its length, read by whatever thread sends it. Once closed it is
  /// left alone, even if a late reader still asks.
  private static final class Once extends InputStream {
    private final InputStream in;
    private final long length;
    private long taken;
    private boolean touched;
    private boolean closed;
    private @Nullable IOException failure;
    private boolean early;

    Once(InputStream in, long length) {
      this.in = in;
      this.length = length;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int size) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      if (taken == length) {
        return -1;
      }
      touched = true;
      int n;
      try {
        n = in.read(buffer, offset, (int) Math.min(size, length - taken));
      } catch (IOException e) {
        failure = e;
        throw e;
      }
      if (n < 0) {
        early = true;
        throw new EOFException();
      }
      taken += n;
      return n;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int n = read(one, 0, 1);
      return n < 0 ? -1 : one[0] & 0xff;
    }

    synchronized boolean isFresh() {
      return !touched;
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    synchronized void complain() {
      if (failure != null) {
        throw new UncheckedIOException(failure);
      }
      if (early) {
        throw new StorageException(
            Kind.MISUSE, "content ended after " + taken + " of " + length + " bytes");
      }
    }
  }
}
