package dev.stowage.collect;

import dev.stowage.collect.sweep.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/// The metrics `stowage.collect.objects` (by `kind` and `fate`), `stowage.collect.freed` in bytes,
/// and `stowage.collect.failures`: what this replica has done. Safe for any number of threads.
@Singleton
public final class CollectMeters {

  private final MeterRegistry meters;
  private final Counter freed;
  private final Counter failures;

  public CollectMeters(MeterRegistry meters) {
    this.meters = meters;
    this.freed =
        Counter.builder("stowage.collect.freed")
            .description("Of the blobs that collections have deleted")
            .baseUnit("bytes")
            .register(meters);
    this.failures =
        Counter.builder("stowage.collect.failures")
            .description("Shares of collections that failed; another try follows")
            .register(meters);
  }

  void failed() {
    failures.increment();
  }

  void done(Tally tally) {
    freed.increment((double) tally.freedBytes());
    count("manifests", tally.manifests());
    count("links", tally.links());
    count("blobs", tally.blobs());
  }

  private void count(String kind, Tally.Count count) {
    count(kind, "seen", count.seen());
    count(kind, "condemned", count.condemned());
    count(kind, "waiting", count.waiting());
    count(kind, "deleted", count.deleted());
    count(kind, "spared", count.spared());
  }

  private void count(String kind, String fate, long number) {
    Counter.builder("stowage.collect.objects")
        .description("What collections have looked at, and what became of it")
        .tag("kind", kind)
        .tag("fate", fate)
        .register(meters)
        .increment((double) number);
  }
}
