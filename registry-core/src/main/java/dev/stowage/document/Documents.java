package dev.stowage.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads and writes JSON documents. Safe for any number of threads. Store failures pass through as
/// [StorageException]; a document that is no JSON of its type is [StorageException.Kind#CORRUPT].
@Singleton
public final class Documents {

  /// How often a change is tried against others before it gives up as THROTTLED.
  static final int MAX_ATTEMPTS = 100;

  private static final long MAX_BACK_OFF_MICROS = 20_000;

  private final ObjectStore store;

  public Documents(ObjectStore store) {
    this.store = store;
  }

  /// The document at `key`, or empty if there is none.
  public <T> Optional<Document<T>> read(ObjectKey key, Class<T> type) {
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (ObjectBody body = opened.get()) {
      T content = DocumentJson.MAPPER.readValue(body.readAll(), type);
      return Optional.of(new Document<>(content, body.info().version()));
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "the document " + key + " cannot be read", e);
    }
  }

  /// Writes the document whole, if the condition holds.
  public WriteResult write(ObjectKey key, Object content, Condition condition) {
    return store.write(key, Content.of(json(content)), condition);
  }

  /// Removes the document if it is still as it was read.
  public boolean delete(ObjectKey key, Document<?> read) {
    return store.delete(key, new Condition.IfVersion(read.version()));
  }

  /// Changes the document by compare-and-swap: `change` sees what is there (empty: nothing) and
  /// answers what shall be there. It is called again whenever another writer was faster, so it must
  /// do nothing but decide; what it throws passes through and nothing is written. Returns what now
  /// stands.
  public <T> T update(ObjectKey key, Class<T> type, Function<Optional<T>, T> change) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document<T>> current = read(key, type);
      T next = change.apply(current.map(Document::content));
      Condition condition =
          current
              .<Condition>map(document -> new Condition.IfVersion(document.version()))
              .orElse(Condition.IF_ABSENT);
      if (write(key, next, condition).written()) {
        return next;
      }
      backOff(attempt);
    }
    throw contended(key);
  }

  /// Removes the document by compare-and-swap if `agreed` allows it; what `agreed` throws passes
  /// through. False if there was none.
  public <T> boolean remove(ObjectKey key, Class<T> type, Consumer<T> agreed) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document<T>> current = read(key, type);
      if (current.isEmpty()) {
        return false;
      }
      agreed.accept(current.get().content());
      if (delete(key, current.get())) {
        return true;
      }
      backOff(attempt);
    }
    throw contended(key);
  }

  private static byte[] json(Object content) {
    try {
      return DocumentJson.MAPPER.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON for " + content.getClass().getName(), e);
    }
  }

  /// Writers that collide spread out, so that each soon finds a gap.
  private static void backOff(int attempt) {
    long most = Math.min(MAX_BACK_OFF_MICROS, 100L << Math.min(attempt, 8));
    try {
      Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(most) * 1_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  private static StorageException contended(ObjectKey key) {
    return new StorageException(
        StorageException.Kind.THROTTLED,
        "too many writers change " + key + " at once",
        null,
        Duration.ofSeconds(1));
  }
}
