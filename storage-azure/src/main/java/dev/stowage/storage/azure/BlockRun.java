package dev.stowage.storage.azure;

import dev.stowage.storage.Part;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.azure.BlockId.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the blocks that parts are made of. A part may stand for several neighbours that were told
/// as one; then they are the blocks whose numbers follow each other and whose offsets fit together.
/// What another writer sent, or an earlier one left behind at the same offset under another number,
/// is passed by.
final class BlockRun {

  private BlockRun() {}

  /// The ids, in order; CORRUPT if a part is not there as told.
  ///
  /// @param blocks what the store holds, and its sizes
  static List<String> of(Upload upload, List<Part> parts, Map<BlockId, Long> blocks) {
    List<String> ids = new ArrayList<>();
    int number = 0;
    for (Part part : parts) {
      if (part.size() == 0) {
        continue;
      }
      int writer = BlockId.writer(part.tag());
      BlockId whole = new BlockId(upload, part.number(), part.offset(), writer);
      if (Long.valueOf(part.size()).equals(blocks.get(whole))) {
        ids.add(whole.encoded());
        number = part.number();
        continue;
      }
      for (long offset = part.offset(); offset < part.end(); ) {
        BlockId next = new BlockId(upload, ++number, offset, writer);
        @Nullable Long size = blocks.get(next);
        if (size == null || offset + size > part.end()) {
          throw new StorageException(
              Kind.CORRUPT, "part " + part.number() + " is not as told: nothing fits at " + offset);
        }
        ids.add(next.encoded());
        offset += size;
      }
    }
    return ids;
  }
}
