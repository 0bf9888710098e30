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

  /// The budget's share of the heap: one part of so many.
  public static final int HEAP_SHARE = 4;

  /// How long an upload waits for memory before it is told to come back.
  public static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final int POOLED = 32;

  private final long total;
  private final Semaphore free;
  private final ConcurrentLinkedQueue<byte[]> pool = new ConcurrentLinkedQueue<>();

  public PartMemory() {
    this(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  PartMemory(long bytes) {
    int pieces = Math.clamp(bytes / PIECE, 1, Integer.MAX_VALUE);
    total = (long) pieces * PIECE;
    free = new Semaphore(pieces, true);
  }

  /// Bytes on loan now.
  public long used() {
    return total - (long) free.availablePermits() * PIECE;
  }

  /// Bytes that may be.
  public long total() {
    return total;
  }

  /// A piece; waits for its turn, then throws THROTTLED. Close it to give it back. Whoever waits
  /// here must hold no other piece that only he gives back.
  Lease lease() {
    try {
      if (!free.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
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
    return leased(PIECE);
  }

  /// A buffer of `size` bytes, or null if there is no room for it at this moment.
  @Nullable Lease tryLease(int size) {
    return free.tryAcquire(permits(size)) ? leased(size) : null;
  }

  private Lease leased(int size) {
    byte @Nullable [] pooled = size == PIECE ? pool.poll() : null;
    return new Lease(pooled != null ? pooled : new byte[size]);
  }

  private static int permits(int size) {
    return Math.ceilDiv(size, PIECE);
  }

  /// A buffer on loan.
  final class Lease implements AutoCloseable {
    private final byte[] array;

    Lease(byte[] array) {
      this.array = array;
    }

    byte[] array() {
      return array;
    }

    @Override
    public void close() {
      if (array.length == PIECE && pool.size() < POOLED) {
        pool.add(array);
      }
      free.release(permits(array.length));
    }
  }
}
