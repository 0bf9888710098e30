package dev.stowage.storage.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;

/// All states that a [LeaseProtocol] can come to, in the order of the steps that it takes.
final class StateSpace {

  private final LeaseProtocol protocol;
  private final LongPredicate wrong;
  private long[] states = new long[1 << 16]; // in the order in which they were found
  private int[] before = new int[1 << 16]; // where in that order the state is that led there
  private int[] table = new int[1 << 18]; // where in that order a state is, plus one; by its hash
  private int count;

  private StateSpace(LeaseProtocol protocol, LongPredicate wrong) {
    this.protocol = protocol;
    this.wrong = wrong;
  }

  /// What a search found.
  ///
  /// @param states how many were looked at
  /// @param way the fewest steps that lead to a state that is wrong; empty if none does
  record Outcome(int states, List<String> way) {}

  /// Goes through all states until one is `wrong`.
  static Outcome search(LeaseProtocol protocol, LongPredicate wrong) {
    return new StateSpace(protocol, wrong).search();
  }

  private Outcome search() {
    boolean _ = add(LeaseProtocol.beginning(), -1);
    for (int at = 0; at < count; at++) {
      int from = at;
      protocol.steps(states[at], (_, state) -> add(state, from));
      if (wrong.test(states[at])) {
        return new Outcome(count, way(at));
      }
    }
    return new Outcome(count, List.of());
  }

  private List<String> way(int to) {
    List<String> way = new ArrayList<>();
    for (int at = to; before[at] >= 0; at = before[at]) {
      long state = states[at];
      List<String> names = new ArrayList<>();
      protocol.steps(
          states[before[at]],
          (step, next) -> {
            if (next == state) {
              names.add(step);
            }
          });
      way.add(names.getFirst());
    }
    Collections.reverse(way);
    return way;
  }

  private boolean add(long state, int from) {
    if (count * 2 > table.length) {
      table = new int[table.length * 2];
      for (int i = 0; i < count; i++) {
        table[place(states[i])] = i + 1;
      }
    }
    int place = place(state);
    if (table[place] != 0) {
      return false;
    }
    if (count == states.length) {
      states = Arrays.copyOf(states, count * 2);
      before = Arrays.copyOf(before, count * 2);
    }
    states[count] = state;
    before[count] = from;
    table[place] = ++count;
    return true;
  }

  /// Where the state is in the table, or would be.
  private int place(long state) {
    int mask = table.length - 1;
    long hash = state * 0x9E3779B97F4A7C15L;
    int place = (int) (hash >>> 32) & mask;
    while (table[place] != 0 && states[table[place] - 1] != state) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
