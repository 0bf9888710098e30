package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Content;
import java.nio.ByteBuffer;
import java.util.List;

/// A part that lies in the buffers in which the body came.
record LentPart(Content.Bytes content, int size) implements PartBytes {

  static LentPart of(List<ByteBuffer> buffers) {
    Content.Bytes content = new Content.Bytes(buffers);
    return new LentPart(content, Math.toIntExact(content.length()));
  }

  @Override
  public void hashInto(Hasher hasher) {
    content.buffers().forEach(hasher::update);
  }

  /// They go back to the body with its next call.
  @Override
  public void close() {}
}
