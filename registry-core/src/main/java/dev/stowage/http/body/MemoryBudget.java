package dev.stowage.http.body;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of bodies are in this replica's memory, against how many may be. It refuses
/// nobody: it tells who wants to read ahead that there is no room to do so. Safe for all threads.
@Singleton
public final class MemoryBudget {
  private final long total;
  private final AtomicLong used = new AtomicLong();

  /// The budget of [TransferLimits#memory].
  @Inject
  public MemoryBudget(TransferLimits limits) {
    this(limits.memory().map(m -> m.asLongValue()).orElse(Runtime.getRuntime().maxMemory() / 4));
  }

  /// A budget of so many bytes.
  public MemoryBudget(long total) {
    this.total = total;
  }

  /// Counts `bytes` that have come into memory.
  public void take(long bytes) {
    used.getAndAdd(bytes);
  }

  /// Counts `bytes` taken before that have left memory.
  public void give(long bytes) {
    used.getAndAdd(-bytes);
  }

  /// No room is left to read ahead.
  public boolean spent() {
    return used.get() >= total;
  }

  /// Takes `bytes` if they fit whole.
  public boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) <= total) {
      return true;
    }
    give(bytes);
    return false;
  }

  /// Bytes in memory now.
  public long used() {
    return used.get();
  }

  /// Bytes that may be.
  public long total() {
    return total;
  }
}
