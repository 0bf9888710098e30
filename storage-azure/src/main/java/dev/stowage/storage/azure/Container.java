package dev.stowage.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// The container as the store's parts share it: its client, how calls to it are made, how its blobs
/// are named, and who wrote them. Safe for any number of threads.
record Container(BlobContainerClient client, Calls calls, Names names) implements AutoCloseable {

  /// The metadata that says which call wrote a blob.
  private static final String MARK = "stowage";

  private static final SecureRandom RANDOM = new SecureRandom();

  /// An object's blob.
  BlockBlobClient blob(ObjectKey key) {
    return client.getBlobClient(names.of(key)).getBlockBlobClient();
  }

  /// A mark that no other call has.
  static String newMark() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// The metadata of a blob written by the call with that mark.
  static Map<String, String> marked(String mark) {
    return Map.of(MARK, mark);
  }

  /// Which call wrote the blob; empty if it does not say.
  static String markOf(BlobProperties properties) {
    Map<String, String> metadata = properties.getMetadata();
    return metadata == null ? "" : metadata.getOrDefault(MARK, "");
  }

  /// The condition in Azure's words.
  static BlobRequestConditions conditions(Condition condition) {
    BlobRequestConditions conditions = new BlobRequestConditions();
    return switch (condition) {
      case Condition.Always _ -> conditions;
      case Condition.IfAbsent _ -> conditions.setIfNoneMatch("*");
      case Condition.IfVersion(Version version) -> conditions.setIfMatch(version.value());
    };
  }

  /// What stands at that blob; empty if nothing does. One request, within a call under way.
  static Optional<BlobProperties> properties(BlockBlobClient blob) {
    try {
      return Optional.of(blob.getPropertiesWithResponse(null, null, Context.NONE).getValue());
    } catch (BlobStorageException e) {
      if (Failures.isAbsence(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// What its properties say of an object.
  static ObjectInfo info(ObjectKey key, BlobProperties properties) {
    return new ObjectInfo(
        key,
        properties.getBlobSize(),
        new Version(properties.getETag()),
        properties.getLastModified().toInstant());
  }

  /// The outcome of a write that was refused. If no earlier try of it may have been carried out, it
  /// changed nothing. Otherwise the mark at the blob says that it did; a blob with another mark
  /// leaves open whether it stood for a moment and was replaced, and no answer would be true.
  WriteResult refused(ObjectKey key, String mark, boolean inDoubt) {
    if (!inDoubt) {
      return WriteResult.refused();
    }
    return standing(key, mark).orElseThrow(() -> unknown("writing " + key));
  }

  private Optional<WriteResult> standing(ObjectKey key, String mark) {
    return properties(blob(key))
        .filter(properties -> markOf(properties).equals(mark))
        .map(properties -> new WriteResult.Written(new Version(properties.getETag())));
  }

  /// A call whose answer was lost, and of which nothing tells any more whether it was carried out.
  static StorageException unknown(String what) {
    return new StorageException(
        Kind.TIMEOUT, what + ": the answer was lost, and it may or may not have happened");
  }

  @Override
  public void close() {
    calls.close();
  }
}
