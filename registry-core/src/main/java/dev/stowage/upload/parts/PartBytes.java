package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Content;

/// The bytes of one part, ready to be stored. Storing and hashing may go on at the same time. Close
/// it when both are done.
sealed interface PartBytes extends AutoCloseable permits PartBuffer, LentPart {

  /// How many.
  int size();

  /// To be stored.
  Content content();

  void hashInto(Hasher hasher);

  @Override
  void close();
}
