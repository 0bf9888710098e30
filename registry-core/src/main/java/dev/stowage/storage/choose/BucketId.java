package dev.stowage.storage.choose;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/// The name of a bucket, which lies in it: whatever addresses replicas have for a bucket, it is the
/// same for all of them, and another for every other bucket.
final class BucketId {

  // As the layout draws it, which this room may not know.
  private static final ObjectKey KEY = new ObjectKey("sys/id");

  private BucketId() {}

  /// The name, which is made if there is none.
  static String of(ObjectStore store) {
    Optional<String> id = read(store);
    if (id.isEmpty()) {
      String made = UUID.randomUUID().toString().replace("-", "");
      store.ensure(KEY, Content.of(made)); // what stands counts, if another was faster
      id = read(store);
    }
    return id.filter(text -> text.matches("[0-9a-f]{32}"))
        .orElseThrow(() -> new StorageException(Kind.CORRUPT, KEY + " is no name of a bucket"));
  }

  private static Optional<String> read(ObjectStore store) {
    return store
        .open(KEY, ByteRange.ALL)
        .map(
            opened -> {
              try (ObjectBody body = opened) {
                return new String(body.readAll(), StandardCharsets.US_ASCII);
              }
            });
  }
}
