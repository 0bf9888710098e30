package dev.stowage.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads and writes JSON documents. Safe for any number of threads. Store failures pass through as
/// [StorageException]; a document that is no JSON of its type is [StorageException.Kind#CORRUPT].
///
/// An object of no bytes is a *tombstone*, and as good as none: where a store cannot delete on
/// condition, a document is removed by swinging it to one. Tombstones are understood on every
/// store, so that a bucket may be copied from one to another.
///
/// A write may be *in doubt*: its answer was lost, and since then something else stands at the key,
/// so that the store cannot tell whether it took effect ([StorageException.Kind#TIMEOUT]). Then
/// what stands is read and decided upon anew, as after a lost race. That is right because changes
/// say what shall be there, whatever was before: what comes of doing one twice is what would come
/// of a client that repeats its request.
@Singleton
public final class Documents {

  /// How often a change is tried against others before it gives up as THROTTLED.
  static final int MAX_ATTEMPTS = 100;

  /// How often one change decides anew after a doubt. Before each, the store was waited for
  /// already.
  static final int MAX_DOUBTS = 3;

  private static final long MAX_BACK_OFF_MICROS = 20_000;

  private static final Content TOMBSTONE = Content.of(new byte[0]);

  /// How many documents are kept parsed.
  private static final int PARSED = 10_000;

  private final ObjectStore store;

  /// What the last read of a key gave; of use only while the key still has that version.
  private final Cache<ObjectKey, Document<?>> parsed =
      Caffeine.newBuilder().maximumSize(PARSED).executor(Runnable::run).build();

  public Documents(ObjectStore store) {
    this.store = store;
  }

  /// The document at `key`, or empty if there is none.
  public <T> Optional<Document<T>> read(ObjectKey key, Class<T> type) {
    return find(key, type).document();
  }

  /// Writes the document whole, if the condition holds. [Condition.IfAbsent] does not hold where a
  /// tombstone stands: see [#create].
  public WriteResult write(ObjectKey key, Object content, Condition condition) {
    return store.write(key, Content.of(json(content)), condition);
  }

  /// Writes the document if there is none, and then answers empty; else answers what stands, which
  /// after a doubt may be this very document. So it must be one that only this caller writes.
  public <T> Optional<T> create(ObjectKey key, Class<T> type, T content) {
    Doubt doubt = new Doubt();
    Found<T> found = new Found<>(Optional.empty(), Condition.IF_ABSENT);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Condition condition = found.unchanged();
      if (doubt.settle(() -> write(key, content, condition).written())) {
        return Optional.empty();
      }
      found = find(key, type);
      if (found.document().isPresent()) {
        return found.document().map(Document::content);
      }
      backOff(attempt);
    }
    throw contended(key);
  }

  /// Changes the document by compare-and-swap: `change` sees what is there (empty: nothing) and
  /// answers what shall be there. It is called again whenever another writer was faster, so it must
  /// do nothing but decide; what it throws passes through and nothing is written. Returns what now
  /// stands.
  ///
  /// After a doubt, a document that equals what was to be written counts as written. If another
  /// stands, `change` is called again, so doing it twice must be harmless; what it throws then does
  /// not say whether it was done before, and the doubt is thrown instead.
  public <T> T update(ObjectKey key, Class<T> type, Function<Optional<T>, T> change) {
    Doubt doubt = new Doubt();
    Optional<T> tried = Optional.empty();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Found<T> found = find(key, type);
      Optional<T> current = found.document().map(Document::content);
      if (doubt.exists() && tried.isPresent() && current.equals(tried)) {
        return tried.get();
      }
      T next = doubt.decide(() -> change.apply(current));
      if (doubt.settle(() -> write(key, next, found.unchanged()).written())) {
        return next;
      }
      tried = Optional.of(next);
      backOff(attempt);
    }
    throw contended(key);
  }

  /// Changes the document by compare-and-swap if there is one: `change` sees what is there and
  /// answers what shall be there; where that is equal, nothing is written. Empty if there is none,
  /// else what now stands. Called again, and in doubt, as in [#update].
  public <T> Optional<T> amend(ObjectKey key, Class<T> type, UnaryOperator<T> change) {
    Doubt doubt = new Doubt();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document<T>> found = read(key, type);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      T current = found.get().content();
      T next = doubt.decide(() -> change.apply(current));
      Condition unchanged = new Condition.IfVersion(found.get().version());
      if (next.equals(current) || doubt.settle(() -> write(key, next, unchanged).written())) {
        return Optional.of(next);
      }
      backOff(attempt);
    }
    throw contended(key);
  }

  /// Removes the document by compare-and-swap if it is `unwanted`, which is asked again whenever
  /// another writer was faster; what it throws passes through, but after a doubt the doubt is
  /// thrown instead. False if there was none, or it is wanted.
  public <T> boolean remove(ObjectKey key, Class<T> type, Predicate<T> unwanted) {
    Doubt doubt = new Doubt();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Document<T>> current = read(key, type);
      if (current.isEmpty()) {
        return doubt.exists();
      }
      if (!doubt.decide(() -> unwanted.test(current.get().content()))) {
        return false;
      }
      if (doubt.settle(() -> remove(key, current.get()))) {
        return true;
      }
      backOff(attempt);
    }
    throw contended(key);
  }

  /// Removes the document if it is still as it was read; false if it is not.
  public boolean remove(ObjectKey key, Document<?> read) {
    Condition unchanged = new Condition.IfVersion(read.version());
    return store.capabilities().conditionalDelete()
        ? store.delete(key, unchanged)
        : store.write(key, TOMBSTONE, unchanged).written();
  }

  /// What one change remembers of those of its writes that are in doubt.
  private static final class Doubt {
    private int left = MAX_DOUBTS;
    private @Nullable StorageException last;

    /// Whether any is.
    boolean exists() {
      return last != null;
    }

    /// What the write answers; false if it is in doubt.
    boolean settle(BooleanSupplier write) {
      try {
        return write.getAsBoolean();
      } catch (StorageException e) {
        if (e.kind() != StorageException.Kind.TIMEOUT || left == 0) {
          throw e;
        }
        left--;
        last = e;
        return false;
      }
    }

    <D> D decide(Supplier<D> decision) {
      try {
        return decision.get();
      } catch (RuntimeException e) {
        if (last == null) {
          throw e;
        }
        last.addSuppressed(e);
        throw last;
      }
    }
  }

  /// What stands at a key, and the condition that it still does.
  private record Found<T>(Optional<Document<T>> document, Condition unchanged) {}

  private <T> Found<T> find(ObjectKey key, Class<T> type) {
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      return new Found<>(Optional.empty(), Condition.IF_ABSENT);
    }
    try (ObjectBody body = opened.get()) {
      Version version = body.info().version();
      Condition unchanged = new Condition.IfVersion(version);
      if (body.info().size() == 0) {
        return new Found<>(Optional.empty(), unchanged);
      }
      Document<?> parsed = this.parsed.getIfPresent(key);
      if (parsed == null
          || !parsed.version().equals(version)
          || !type.isInstance(parsed.content())) {
        parsed =
            new Document<>(
                DocumentJson.MAPPER.readValue(body.readAll(), type),
                version,
                body.info().modified());
        this.parsed.put(key, parsed);
      }
      T content = type.cast(parsed.content());
      return new Found<>(
          Optional.of(new Document<>(content, version, body.info().modified())), unchanged);
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "the document " + key + " cannot be read", e);
    }
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
