package dev.stowage.upload;

import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The intents of running uploads: written before the first byte, removed in batches after the end.
/// One that is lost to a crash before its batch went is settled by the [Janitor]. Safe for any
/// number of threads.
@Singleton
public final class Intents {

  /// How many ended intents are removed at once.
  static final int BATCH = 100;

  /// What an intent says; its key says the rest.
  record Intent(Instant begun) {}

  private final ObjectStore store;
  private final Documents documents;
  private final Set<UploadId> ended = ConcurrentHashMap.newKeySet();

  public Intents(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
  }

  /// Declares that `id` will write. Durable when it returns.
  void open(UploadId id) {
    documents.write(new Place.Intent(id).key(), new Intent(Instant.now()), Condition.ALWAYS);
  }

  /// Declares that nothing is left to undo.
  void close(UploadId id) {
    ended.add(id);
    if (ended.size() >= BATCH) {
      flush();
    }
  }

  /// Whether its intent only waits to be removed.
  boolean isEnded(UploadId id) {
    return ended.contains(id);
  }

  /// Removes the intents of all that ended.
  void flush() {
    List<UploadId> batch = new ArrayList<>(ended);
    if (batch.isEmpty()) {
      return;
    }
    List<ObjectKey> keys = batch.stream().map(id -> new Place.Intent(id).key()).toList();
    // What fails stays in the bucket, where the janitor meets it again.
    store.deleteAll(keys);
    batch.forEach(ended::remove);
  }
}
