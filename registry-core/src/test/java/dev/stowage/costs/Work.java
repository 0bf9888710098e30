package dev.stowage.costs;

import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;

/// What a replica's processor does for a request: service times in seconds, of S3, rounded from
/// `docs/benchmarks.md` and ADR 15.
final class Work {

  /// A request that is answered from memory: 22 to 37 µs.
  static final double REQUEST = 40e-6;

  /// A call of the store over HTTP: a redirected pull, which calls and signs once, takes 450 µs.
  static final double STORE_CALL = 200e-6;

  /// To sign a URL: as much as a call.
  static final double SIGN = 200e-6;

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
