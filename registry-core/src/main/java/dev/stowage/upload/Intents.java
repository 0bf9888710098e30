package dev.stowage.upload;

import dev.stowage.document.Document;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The intents of running uploads: written before the first byte, removed in batches after the end.
/// One that is lost to a crash before its batch went is settled by the [Janitor]. Safe for any
/// number of threads.
///
/// An intent is also where a writer and a janitor that know nothing of each other meet: whoever is
/// about to make something final of an old one (publish its data, or drop it) changes it first, by
/// compare-and-swap, so that only one of them can.
@Singleton
public final class Intents {

  /// How many ended intents are removed at once.
  static final int BATCH = 100;

  /// What an intent says; its key says the rest.
  ///
  /// @param begun when it was declared, or last confirmed
  /// @param settling when a janitor decided that the upload is over
  record Intent(Instant begun, Optional<Instant> settling) {}

  private final ObjectStore store;
  private final Documents documents;
  private final Set<UploadId> ended = ConcurrentHashMap.newKeySet();
  private final Set<UploadId> held = ConcurrentHashMap.newKeySet();

  public Intents(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
  }

  /// Declares that `id` will write. Durable when it returns.
  void open(UploadId id) {
    documents.write(
        new Place.Intent(id).key(), new Intent(Instant.now(), Optional.empty()), Condition.ALWAYS);
  }

  /// Makes the caller the only one in this process who works on that upload; false if another is.
  boolean hold(UploadId id) {
    return held.add(id);
  }

  /// Ends what [#hold] began.
  void letGo(UploadId id) {
    held.remove(id);
  }

  /// Whether somebody in this process works on that upload.
  boolean isHeld(UploadId id) {
    return held.contains(id);
  }

  /// Makes sure that no janitor takes the upload for over in the time to come; false if one has.
  boolean confirm(UploadId id) {
    return change(
        id,
        intent ->
            intent.settling().isPresent()
                ? Optional.empty()
                : Optional.of(new Intent(Instant.now(), Optional.empty())));
  }

  /// Declares the upload over if its intent is older than `limit`; false if it is not, or is gone.
  boolean settle(UploadId id, Instant limit) {
    return change(
        id,
        intent ->
            intent.begun().isAfter(limit)
                ? Optional.empty()
                : Optional.of(new Intent(intent.begun(), Optional.of(Instant.now()))));
  }

  /// Changes the intent as it was seen; false if `decide` says nothing, it is gone, or another was
  /// faster.
  private boolean change(UploadId id, Function<Intent, Optional<Intent>> decide) {
    ObjectKey key = new Place.Intent(id).key();
    Optional<Document<Intent>> found = documents.read(key, Intent.class);
    if (found.isEmpty()) {
      return false;
    }
    Condition unchanged = new Condition.IfVersion(found.get().version());
    return decide
        .apply(found.get().content())
        .map(next -> documents.write(key, next, unchanged).written())
        .orElse(false);
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
