package dev.stowage.storage;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// One bucket. All methods are safe for any number of threads and block until the store has
/// answered; a method that returns has taken effect durably and is visible to every reader.
///
/// All methods throw [StorageException] for what is neither absence nor a lost race.
public interface ObjectStore extends AutoCloseable {

  /// What this store can do; constant for its life.
  Capabilities capabilities();

  /// The object's size and version, or empty if there is no such object.
  Optional<ObjectInfo> head(ObjectKey key);

  /// The object's bytes within `range`, or empty if there is no such object. A range that reaches
  /// past the end is cut there; one that begins at or past the end gives a body of zero bytes. What
  /// is read is one version of the object, whole, also while it is replaced or deleted. The caller
  /// closes it.
  Optional<ObjectBody> open(ObjectKey key, ByteRange range);

  /// Writes the whole object if `condition` holds at that instant, else changes nothing and answers
  /// [WriteResult.Refused]. Readers see the old object or the new one, never a part.
  WriteResult write(ObjectKey key, Content content, Condition condition);

  /// Makes sure that an object stands at `key`: this one, or any that stands there already. For
  /// keys at which one object is as good as another. So where the store cannot tell whether the
  /// write took effect ([StorageException.Kind#TIMEOUT]), it is enough that something is there.
  default void ensure(ObjectKey key, Content content) {
    try {
      write(key, content, Condition.IF_ABSENT);
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.TIMEOUT || head(key).isEmpty()) {
        throw e;
      }
    }
  }

  /// Copies within the store without moving bytes through this process where the store can. The
  /// condition is on the target. A missing source is [StorageException.Kind#MISUSE].
  WriteResult copy(ObjectKey from, ObjectKey to, Condition condition);

  /// Removes the object if `condition` holds ([Condition.Always] or [Condition.IfVersion]). True if
  /// the object is gone by this call or was not there under [Condition.Always]; false if another
  /// version, or nothing, stands where a version was asked for. A store without
  /// [Capabilities#conditionalDelete] throws MISUSE on [Condition.IfVersion].
  boolean delete(ObjectKey key, Condition condition);

  /// Removes many objects, whatever their version; those that were not there count as removed. Any
  /// number of keys: the store cuts the batches. Returns those that could not be removed, and why.
  List<DeleteFailure> deleteAll(List<ObjectKey> keys);

  /// One page of keys in unsigned byte order of the whole key; exactly one LIST call of the store.
  ListPage list(ListQuery query);

  /// A URL from which any HTTP client may GET the object until it expires, or empty where the store
  /// has no such thing. Does not check that the object exists.
  Optional<URI> presignGet(ObjectKey key, PresignOptions options);

  /// Objects that are written in parts.
  StagedUploads uploads();

  @Override
  void close();
}
