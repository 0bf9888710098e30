package dev.stowage.storage.gcs.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/// Bytes that were received: short ones in memory, long ones in files, those of several bodies
/// together as a list. Immutable.
///
/// @param md5 in hex; empty for bytes that were put together
record Bytes(List<Piece> pieces, long length, int crc32c, String md5) {

  private static final int IN_MEMORY = 64 << 10;

  /// A run of bytes; a file is deleted when the process ends.
  sealed interface Piece {
    InputStream open() throws IOException;

    @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
    record InMemory(byte[] bytes) implements Piece {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    }

    record InFile(Path path) implements Piece {
      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(path);
      }
    }
  }

  static Bytes of(byte[] bytes) {
    try {
      return receive(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes all that comes.
  static Bytes receive(InputStream in) throws IOException {
    CRC32C crc = new CRC32C();
    MessageDigest md5 = newMd5();
    byte[] head = in.readNBytes(IN_MEMORY);
    crc.update(head);
    md5.update(head);
    long length = head.length;
    Piece piece = new Piece.InMemory(head);
    if (head.length == IN_MEMORY) {
      Path file = Files.createTempFile("fake-gcs-", ".bytes");
      file.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(head);
        byte[] buffer = new byte[IN_MEMORY];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          crc.update(buffer, 0, n);
          md5.update(buffer, 0, n);
          length += n;
        }
      }
      piece = new Piece.InFile(file);
    }
    return new Bytes(
        List.of(piece), length, (int) crc.getValue(), HexFormat.of().formatHex(md5.digest()));
  }

  /// One behind the other, without copying.
  static Bytes together(List<Bytes> parts) {
    List<Piece> pieces = new ArrayList<>();
    long length = 0;
    CRC32C crc = new CRC32C();
    for (Bytes part : parts) {
      pieces.addAll(part.pieces);
      length += part.length;
      try (InputStream in = part.open()) {
        byte[] buffer = new byte[IN_MEMORY];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          crc.update(buffer, 0, n);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Bytes(pieces, length, (int) crc.getValue(), "");
  }

  InputStream open() throws IOException {
    List<InputStream> streams = new ArrayList<>();
    for (Piece piece : pieces) {
      streams.add(piece.open());
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  byte[] all() {
    try (InputStream in = open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String crc32cText() {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(crc32c).array());
  }

  String md5Text() {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
  }

  /// Refuses if the sender had others in mind.
  void check(String crc32c, String md5) {
    if (!crc32c.isEmpty() && !crc32c.equals(crc32cText())) {
      throw Problem.checksum(
          "Provided CRC32C \""
              + crc32c
              + "\" doesn't match calculated CRC32C \""
              + crc32cText()
              + "\".");
    }
    if (!md5.isEmpty() && !md5.equals(md5Text())) {
      throw Problem.checksum(
          "Provided MD5 hash \""
              + md5
              + "\" doesn't match calculated MD5 hash \""
              + md5Text()
              + "\".");
    }
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
