package dev.stowage.deploy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What may happen to a call between the registry and its store.
enum Fault {
  /// The store answers that there are too many, in its own words.
  SLOW_DOWN(3, 10),
  /// The connection ends in the middle of the call's body, before its answer, or within that.
  CUT(2, 10),
  /// The call takes two seconds more.
  DELAY(1, 20),
  /// The call arrives; but for ten seconds nothing is heard.
  SILENCE(1, 50);

  private final int harmed;
  private final int of;

  Fault(int harmed, int of) {
    this.harmed = harmed;
    this.of = of;
  }

  /// Which calls come to harm: so many of each run of so many, which of them by chance. So bad luck
  /// has an end, and no run of calls goes without.
  ///
  /// Not thread-safe.
  final class Choice {
    private final Random random;
    private final List<Boolean> next = new ArrayList<>();

    /// @param seed another makes another choice
    Choice(long seed) {
      random = new Random(seed);
    }

    Fault fault() {
      return Fault.this;
    }

    /// Whether the next call comes to harm.
    boolean next() {
      if (next.isEmpty()) {
        for (int i = 0; i < of; i++) {
          next.add(i < harmed);
        }
        Collections.shuffle(next, random);
      }
      return next.removeLast();
    }
  }
}
