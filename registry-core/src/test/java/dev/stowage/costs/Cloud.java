package dev.stowage.costs;

import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;

/// Which requests a cloud receives for our calls of the store, as it prices them. Deletes are free
/// on each.
enum Cloud {
  /// A request that deletes many is a POST, and counted as one here.
  S3("S3", 1, 0, 1),
  /// Completing reads which blocks there are; aborting does, and commits none.
  AZURE("Azure Blob", 1, 1, 1),
  /// Completing puts the parts together and moves the whole to its name. The requests of a batch
  /// are priced, the batch is not.
  GCS("GCS", 2, 0, 0);

  /// Dollars for a million requests.
  static final double MILLION_WRITES = 5;

  static final double MILLION_READS = 0.4;

  final String label;
  private final int writesToComplete;
  private final int readsToComplete;
  private final int writesToDeleteMany;

  Cloud(String label, int writesToComplete, int readsToComplete, int writesToDeleteMany) {
    this.label = label;
    this.writesToComplete = writesToComplete;
    this.readsToComplete = readsToComplete;
    this.writesToDeleteMany = writesToDeleteMany;
  }

  /// Requests of the two priced classes.
  record Requests(long writes, long reads) {
    static final Requests NONE = new Requests(0, 0);
    static final Requests READ = new Requests(0, 1);

    Requests plus(Requests more) {
      return new Requests(writes + more.writes, reads + more.reads);
    }

    Requests times(long n) {
      return new Requests(writes * n, reads * n);
    }

    /// What a million times this costs.
    double dollars() {
      return writes * MILLION_WRITES + reads * MILLION_READS;
    }

    @Override
    public String toString() {
      return writes + " + " + reads;
    }
  }

  Requests priced(StoreCalls.Counts counts) {
    Requests sum = Requests.NONE;
    for (StoreCall call : StoreCall.values()) {
      sum = sum.plus(priced(call).times(counts.of(call)));
    }
    return sum;
  }

  Requests priced(StoreCall call) {
    return switch (call) {
      case HEAD, OPEN -> Requests.READ;
      case WRITE, COPY, LIST, BEGIN, PUT_PART, UNFINISHED -> new Requests(1, 0);
      case COMPLETE -> new Requests(writesToComplete, readsToComplete);
      case DELETE_ALL -> new Requests(writesToDeleteMany, 0);
      case ABORT -> this == AZURE ? new Requests(1, 1) : Requests.NONE;
      case DELETE, PRESIGN -> Requests.NONE;
    };
  }
}
