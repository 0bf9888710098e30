package dev.stowage.costs;

import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;

/// What a replica's processor does for a request: service times in seconds, rounded up from
/// `docs/benchmarks.md`.
final class Work {

  /// A request that is answered from memory: 22 to 37 µs.
  static final double REQUEST = 40e-6;

  /// A call of the store over HTTP, by a JVM that is warm: 0.2 to 0.3 ms.
  static final double STORE_CALL = 300e-6;

  /// To sign a URL: as much as a call.
  static final double SIGN = 300e-6;

  /// A read of Redis in place of a call of the store.
  static final double CACHED_READ = 60e-6;

  private Work() {}

  /// Of a request that asks the store for this much.
  static double of(StoreCalls.Counts counts, boolean cached) {
    long signed = counts.of(StoreCall.PRESIGN);
    long reads = counts.of(StoreCall.OPEN);
    long others = counts.total() - signed - reads;
    double read = cached ? CACHED_READ : STORE_CALL;
    return REQUEST + signed * SIGN + reads * read + others * STORE_CALL;
  }
}
