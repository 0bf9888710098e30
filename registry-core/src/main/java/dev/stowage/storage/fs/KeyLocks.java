package dev.stowage.storage.fs;

import dev.stowage.storage.ObjectKey;
import java.util.concurrent.locks.ReentrantLock;

/// A lock per key, striped: two keys may share one, so nobody holds two.
final class KeyLocks {

  /// A power of two.
  private static final int STRIPES = 1024;

  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  KeyLocks() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  ReentrantLock of(ObjectKey key) {
    int hash = key.hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
  }
}
