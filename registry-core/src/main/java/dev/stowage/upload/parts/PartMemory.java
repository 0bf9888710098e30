package dev.stowage.upload.parts;

import dev.stowage.storage.StorageException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The memory in which parts are filled: one budget for the whole replica, so that no number of
/// uploads exhausts the heap. Safe for any number of threads.
@Singleton
public final class PartMemory {

  /// The size of a piece, in bytes; the unit of the budget.
  public static final int PIECE = 1 << 20;

  /// The budget's share of the heap.
  static final int HEAP_SHARE = 4;

  /// How long an upload waits for memory before it is told to come back.
  static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final int POOLED = 64;

  private final int pieces;
  private final Semaphore free;
  private final ConcurrentLinkedQueue<byte[]> pool = new ConcurrentLinkedQueue<>();

  public PartMemory() {
    this(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  PartMemory(long bytes) {
    pieces = Math.clamp(bytes / PIECE, 8, Integer.MAX_VALUE);
    free = new Semaphore(pieces, true);
  }

  /// A buffer of at least `size` bytes; waits for its turn, then throws THROTTLED. Close it to give
  /// it back.
  Lease lease(int size) {
    int wanted = Math.min(pieces, Math.ceilDiv(size, PIECE));
    try {
      if (!free.tryAcquire(wanted, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StorageException(
            StorageException.Kind.THROTTLED,
            "too many uploads at once for this replica's memory",
            null,
            Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted", e);
    }
    byte @Nullable [] pooled = size <= PIECE ? pool.poll() : null;
    return new Lease(pooled != null ? pooled : new byte[Math.max(size, PIECE)], wanted);
  }

  /// A buffer on loan.
  final class Lease implements AutoCloseable {
    private final byte[] array;
    private final int permits;

    Lease(byte[] array, int permits) {
      this.array = array;
      this.permits = permits;
    }

    byte[] array() {
      return array;
    }

    @Override
    public void close() {
      if (array.length == PIECE && pool.size() < POOLED) {
        pool.add(array);
      }
      free.release(permits);
    }
  }
}
