package dev.stowage.storage.choose;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.util.UUID;

/// Whether the store keeps conditions. Some that speak S3 take the headers and write all the same:
/// in such a bucket two pushes of one tag would both be told that they won.
final class ConditionProbe {

  private ConditionProbe() {}

  /// Writes, and removes, `sys/probe-<random>`. Throws [StorageException] if the store does not
  /// refuse what it must, does not take what it should, or fails.
  static void run(ObjectStore store) {
    // As the layout draws it, which this room may not know.
    ObjectKey key = new ObjectKey("sys/probe-" + UUID.randomUUID().toString().replace("-", ""));
    try {
      Version first = written(store.write(key, Content.of("first"), Condition.IF_ABSENT));
      refused(store.write(key, Content.of("second"), Condition.IF_ABSENT), "If-None-Match: *");
      Version second =
          written(store.write(key, Content.of("third"), new Condition.IfVersion(first)));
      refused(store.write(key, Content.of("fourth"), new Condition.IfVersion(first)), "If-Match");
      if (second.equals(first)) {
        throw unfit("gives two contents the same version");
      }
    } finally {
      store.delete(key, Condition.ALWAYS);
    }
  }

  private static Version written(WriteResult result) {
    return switch (result) {
      case WriteResult.Written(var version, _) -> version;
      case WriteResult.Refused _ -> throw unfit("refuses a write whose condition holds");
    };
  }

  private static void refused(WriteResult result, String condition) {
    if (result.written()) {
      throw unfit("writes although the condition (" + condition + ") does not hold");
    }
  }

  private static StorageException unfit(String what) {
    return new StorageException(
        Kind.UNAVAILABLE, "the store " + what + "; the registry needs conditional writes");
  }
}
