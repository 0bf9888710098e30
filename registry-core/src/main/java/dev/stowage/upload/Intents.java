package dev.stowage.upload;

import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /// When that upload declared that it will write; empty if its intent is gone.
  Optional<Instant> begun(UploadId id) {
    return documents
        .read(new Place.Intent(id).key(), Intent.class)
        .map(document -> document.content().begun());
  }

  /// Removes the intents of all that ended, and what they have parked.
  void flush() {
    List<UploadId> batch = new ArrayList<>(ended);
    if (batch.isEmpty()) {
      return;
    }
    // What fails stays in the bucket, where the janitor meets it again by its intent, which goes
    // last.
    if (store.capabilities().minPart() > 1
        && !store
            .deleteAll(batch.stream().map(id -> new Place.Parked(id).key()).toList())
            .isEmpty()) {
      return;
    }
    store.deleteAll(batch.stream().map(id -> new Place.Intent(id).key()).toList());
    batch.forEach(ended::remove);
  }
}
