package dev.stowage.storage.azure;

import dev.stowage.storage.Part;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// How a block is called: the upload it belongs to, its part's number and offset, and its writer,
/// by which it is told from what others sent as the same part. All ids have the same length, as
/// Azure wants it of the blocks of one blob. Number 0 is the mark that an upload was begun, and is
/// never committed.
record BlockId(Upload upload, int number, long offset, int writer) {

  private static final int UPLOAD_BYTES = 24;
  private static final int BYTES = UPLOAD_BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// An upload: what tells it from others, and when it was begun.
  record Upload(long random, long more, long begunMillis) {

    static Upload newUpload() {
      return new Upload(RANDOM.nextLong(), RANDOM.nextLong(), System.currentTimeMillis());
    }

    static Optional<Upload> parse(String handle) {
      byte[] bytes;
      try {
        bytes = Base64.getUrlDecoder().decode(handle);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
      return bytes.length == UPLOAD_BYTES
          ? Optional.of(read(ByteBuffer.wrap(bytes)))
          : Optional.empty();
    }

    private static Upload read(ByteBuffer bytes) {
      return new Upload(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private ByteBuffer write(ByteBuffer bytes) {
      return bytes.putLong(random).putLong(more).putLong(begunMillis);
    }

    String handle() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(write(ByteBuffer.allocate(UPLOAD_BYTES)).array());
    }

    Instant begun() {
      return Instant.ofEpochMilli(begunMillis);
    }

    BlockId mark() {
      return new BlockId(this, 0, 0, 0);
    }
  }

  /// Empty if it is no id of ours.
  static Optional<BlockId> parse(String id) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(id);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(
        new BlockId(Upload.read(buffer), buffer.getInt(), buffer.getLong(), buffer.getInt()));
  }

  /// A name that no writer has had.
  static int newWriter() {
    return RANDOM.nextInt();
  }

  /// The tag of the parts whose blocks that writer sent.
  static String tag(int writer) {
    return Part.RUN + HexFormat.of().toHexDigits(writer);
  }

  /// The writer of that tag; [Kind#CORRUPT] if it is no tag of ours.
  static int writer(String tag) {
    try {
      if (tag.startsWith(Part.RUN)) {
        return HexFormat.fromHexDigits(tag.substring(Part.RUN.length()));
      }
    } catch (IllegalArgumentException e) {
      throw new StorageException(Kind.CORRUPT, "a part has a foreign tag", e);
    }
    throw new StorageException(Kind.CORRUPT, "a part has a foreign tag");
  }

  /// Base64, as the protocol has it.
  String encoded() {
    ByteBuffer buffer =
        upload.write(ByteBuffer.allocate(BYTES)).putInt(number).putLong(offset).putInt(writer);
    return Base64.getEncoder().encodeToString(buffer.array());
  }
}
