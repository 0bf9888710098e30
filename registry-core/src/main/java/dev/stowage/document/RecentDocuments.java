package dev.stowage.document;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.storage.ObjectKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Documents of one type, asked for by every request: as they were a short time ago, or as they are
/// now. Absence is remembered, too. Safe for any number of threads.
public final class RecentDocuments<T> {

  /// How old an answer may be, unless said otherwise: with the time that a read may take, what is
  /// changed elsewhere is seen within five seconds.
  public static final Duration LIFE = Duration.ofSeconds(2);

  private static final int MOST = 10_000;

  private final Documents documents;
  private final Class<T> type;
  private final long life;
  private final LongSupplier nanoTime;
  private final Cache<ObjectKey, Seen<T>> seen =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  /// What was there when the read began.
  private record Seen<T>(Optional<T> document, long asked) {}

  public RecentDocuments(Documents documents, Class<T> type) {
    this(documents, type, LIFE, System::nanoTime);
  }

  /// @param nanoTime a clock like [System#nanoTime]
  RecentDocuments(Documents documents, Class<T> type, Duration life, LongSupplier nanoTime) {
    this.documents = documents;
    this.type = type;
    this.life = life.toNanos();
    this.nanoTime = nanoTime;
  }

  /// The document, so fresh.
  public Optional<T> get(ObjectKey key, Freshness freshness) {
    return switch (freshness) {
      case RECENT -> recent(key);
      case LIVE -> live(key);
    };
  }

  /// Of many callers that need it anew, one reads it.
  private Optional<T> recent(ObjectKey key) {
    Seen<T> known = seen.getIfPresent(key);
    if (known != null && isRecent(known)) {
      return known.document();
    }
    return seen.asMap()
        .compute(key, (k, present) -> present != null && isRecent(present) ? present : read(k))
        .document();
  }

  private Optional<T> live(ObjectKey key) {
    Seen<T> read = read(key);
    seen.put(key, read);
    return read.document();
  }

  /// [Documents#update], seen at once by this process.
  public T update(ObjectKey key, Function<Optional<T>, T> change) {
    T now = documents.update(key, type, change);
    seen.invalidate(key);
    return now;
  }

  /// [Documents#remove], seen at once by this process.
  public boolean remove(ObjectKey key, Predicate<T> unwanted) {
    boolean removed = documents.remove(key, type, unwanted);
    seen.invalidate(key);
    return removed;
  }

  private boolean isRecent(Seen<T> known) {
    return nanoTime.getAsLong() - known.asked() < life;
  }

  private Seen<T> read(ObjectKey key) {
    long asked = nanoTime.getAsLong();
    return new Seen<>(documents.read(key, type).map(Document::content), asked);
  }
}
