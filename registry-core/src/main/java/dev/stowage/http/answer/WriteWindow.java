package dev.stowage.http.answer;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many writes to a connection are outstanding, and the wait for them. One thread begins writes
/// and waits; they are completed on the event loop.
final class WriteWindow {
  private final long idleNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition completed = lock.newCondition();
  private int outstanding;
  private long arrived;
  private @Nullable Throwable failure;

  /// A window whose waits fail when the client takes nothing for so long.
  WriteWindow(Duration idle) {
    this.idleNanos = idle.toNanos();
  }

  /// A write begins.
  void begin() {
    lock.lock();
    try {
      outstanding++;
    } finally {
      lock.unlock();
    }
  }

  /// A write of so many bytes has ended, well if there is no `cause`.
  void end(long size, @Nullable Throwable cause) {
    lock.lock();
    try {
      outstanding--;
      if (cause == null) {
        arrived += size;
      } else if (failure == null) {
        failure = cause;
      }
      completed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Bytes that the network has taken.
  long arrived() {
    lock.lock();
    try {
      return arrived;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until at most so many writes are outstanding.
  ///
  /// @throws IOException when one has failed, or none ends for too long
  void awaitAtMost(int writes) throws IOException {
    lock.lock();
    try {
      long left = idleNanos;
      int before = outstanding;
      while (outstanding > writes && failure == null) {
        if (left <= 0) {
          throw new IOException("the client took nothing for too long");
        }
        left = completed.awaitNanos(left);
        if (outstanding != before) {
          before = outstanding;
          left = idleNanos;
        }
      }
      if (failure != null) {
        throw new IOException("the client did not take the whole answer", failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", e);
    } finally {
      lock.unlock();
    }
  }
}
