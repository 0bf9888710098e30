package dev.stowage.storage.azure;

import com.azure.core.util.BinaryData;
import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// Content as the SDK sends it, with an MD5, by which the store checks what arrives.
final class Payload {

  private static final int READ = 64 << 10;
  private static final int SLICE = 64 << 10;

  private final Content content;
  private final byte[] md5;

  private Payload(Content content, byte[] md5) {
    this.content = content;
    this.md5 = md5;
  }

  static Payload of(Content content) {
    return switch (content) {
      case Content.Bytes(var buffers) -> {
        MessageDigest digest = md5();
        buffers.forEach(buffer -> digest.update(buffer.duplicate()));
        yield new Payload(content, digest.digest());
      }
      case Content.File file -> new Payload(content, hash(file));
    };
  }

  /// What to send.
  BinaryData data() {
    return switch (content) {
      case Content.Bytes(var buffers) -> BinaryData.fromListByteBuffer(slices(buffers));
      case Content.File(var path, var offset, var length) ->
          BinaryData.fromFile(path, offset, length);
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

  /// The MD5 of the whole.
  byte[] hash() {
    return md5;
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
}
