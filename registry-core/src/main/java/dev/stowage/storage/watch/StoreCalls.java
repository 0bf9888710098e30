package dev.stowage.storage.watch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/// How often each method of the store was called, since the start. For tests that bound what an
/// operation costs:
///
/// ```java
/// Counts before = calls.counts();
/// registry.put(manifest);
/// assertEquals(4, calls.counts().since(before).of(StoreCall.WRITE));
/// ```
///
/// Safe for any number of threads.
public final class StoreCalls {

  private final Map<StoreCall, LongAdder> adders;

  /// All zero.
  public StoreCalls() {
    EnumMap<StoreCall, LongAdder> all = new EnumMap<>(StoreCall.class);
    for (StoreCall call : StoreCall.values()) {
      all.put(call, new LongAdder());
    }
    adders = all;
  }

  void count(StoreCall call) {
    Objects.requireNonNull(adders.get(call)).increment();
  }

  /// The counts now.
  public Counts counts() {
    EnumMap<StoreCall, Long> counts = new EnumMap<>(StoreCall.class);
    adders.forEach((call, adder) -> counts.put(call, adder.sum()));
    return new Counts(counts);
  }

  /// Counts at one instant, or between two.
  public record Counts(Map<StoreCall, Long> calls) {

    public Counts {
      calls = Map.copyOf(calls);
    }

    /// How often that method was called.
    public long of(StoreCall call) {
      return calls.getOrDefault(call, 0L);
    }

    /// How often any was called.
    public long total() {
      return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    /// What came since an earlier instant.
    public Counts since(Counts earlier) {
      EnumMap<StoreCall, Long> difference = new EnumMap<>(StoreCall.class);
      calls.forEach((call, count) -> difference.put(call, count - earlier.of(call)));
      return new Counts(difference);
    }

    /// What was called at all, in the order of [StoreCall]: `open 2, write 4`.
    @Override
    public String toString() {
      StringJoiner text = new StringJoiner(", ");
      for (StoreCall call : StoreCall.values()) {
        if (of(call) != 0) {
          text.add(call.label() + " " + of(call));
        }
      }
      return text.toString();
    }
  }
}
