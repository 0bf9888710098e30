package dev.stowage.storage.cache;

import static dev.stowage.storage.cache.LeaseState.DOUBTING;
import static dev.stowage.storage.cache.LeaseState.ENDED;
import static dev.stowage.storage.cache.LeaseState.ENTRY;
import static dev.stowage.storage.cache.LeaseState.FAILED;
import static dev.stowage.storage.cache.LeaseState.LEASE;
import static dev.stowage.storage.cache.LeaseState.LEASED;
import static dev.stowage.storage.cache.LeaseState.NOBODY;
import static dev.stowage.storage.cache.LeaseState.NOTHING;
import static dev.stowage.storage.cache.LeaseState.ON_ITS_WAY;
import static dev.stowage.storage.cache.LeaseState.READ;
import static dev.stowage.storage.cache.LeaseState.REMOVED;
import static dev.stowage.storage.cache.LeaseState.WAITING;
import static dev.stowage.storage.cache.LeaseState.WRITTEN;

import java.util.Set;
import java.util.function.Consumer;

/// What [SharedObjects] and [Leases] do about one key, as steps between which anything may happen:
/// two readers, two writers, the store, a master of Redis and the copy that would follow it, and
/// time in ticks. All that can be done in a state is a [#steps] of it.
///
/// A value is the number of the write that made it. Readers come again and again; one without a
/// lease changes nothing but what it returns, so it is not modelled: what it would return now is
/// [#remembered], or what the store says.
///
/// A state is a number, so that millions fit in memory.
final class LeaseProtocol {

  /// Ticks from the taking of a lease to the end of it, and of the entry in its place.
  static final int LIFE = 2;

  /// In what a wrong protocol differs.
  enum Flaw {
    FILLS_WITHOUT_A_LEASE,
    FILLS_A_LEASE_OF_ANOTHER_REIGN,
    BELIEVES_AN_ENTRY_OF_ANOTHER_REIGN,
    COUNTS_THE_LIFE_FROM_THE_FILLING,
    REMOVES_BEFORE_IT_WRITES,
    REMOVES_ENTRIES_BUT_NOT_LEASES,
    DOES_NOT_WAIT_WITHOUT_REDIS,
    WAITS_TOO_SHORT,
    ACKNOWLEDGES_WHAT_IT_READ_WITHOUT_REMOVING
  }

  /// A state that can come next, and what is done to come there.
  interface Next {
    void accept(String step, long state);
  }

  private final Set<Flaw> flaws;

  LeaseProtocol(Set<Flaw> flaws) {
    this.flaws = flaws;
  }

  private boolean has(Flaw flaw) {
    return flaws.contains(flaw);
  }

  /// What a reader finds remembered in this state; -1 if nothing.
  int remembered(long state) {
    LeaseState s = new LeaseState(state);
    return isBelieved(s) ? s.value[0] : -1;
  }

  /// The last write that was acknowledged.
  static int acknowledged(long state) {
    return new LeaseState(state).acknowledged;
  }

  /// What the store holds.
  static int stored(long state) {
    return new LeaseState(state).store;
  }

  /// Where nothing has happened yet.
  static long beginning() {
    return new LeaseState(0).pack();
  }

  private boolean isBelieved(LeaseState s) {
    return s.kind[0] == ENTRY && (!s.foreign[0] || has(Flaw.BELIEVES_AN_ENTRY_OF_ANOTHER_REIGN));
  }

  /// All that can be done now.
  void steps(long state, Next next) {
    Steps steps = new Steps(state, next);
    environment(steps);
    for (int r = 0; r < 2; r++) {
      reader(steps, r);
    }
    for (int w = 0; w < 2; w++) {
      writer(steps, w);
    }
  }

  private static void environment(Steps steps) {
    steps.add("a tick passes", LeaseProtocol::tick);
    steps.add("Redis is wiped", s -> s.clear(0));
    steps.add("the copy follows the master", s -> s.copy(0, 1));
    steps.add(
        "the copy becomes the master",
        s -> {
          s.copy(1, 0);
          s.foreign[0] = s.kind[0] != NOTHING;
        });
  }

  private static void tick(LeaseState s) {
    for (int slot = 0; slot < 2; slot++) {
      if (s.kind[slot] != NOTHING && ++s.age[slot] == LIFE) {
        s.clear(slot);
      }
    }
    for (int w = 0; w < 2; w++) {
      if (s.at[w] == WAITING && s.left[w] > 0) {
        s.left[w]--;
      }
    }
  }

  private void reader(Steps steps, int r) {
    LeaseState now = steps.now();
    String who = "reader " + r;
    switch (now.reads[r]) {
      case LEASED ->
          steps.add(
              who + " asks the store",
              s -> {
                s.reads[r] = READ;
                s.found[r] = s.store;
              });
      case READ -> {
        steps.add(who + " fills", s -> end(s, r, () -> fill(s, r, s.found[r])));
        steps.add(who + " cannot reach Redis to fill", s -> end(s, r, () -> {}));
        if (!now.late) {
          steps.add(
              who + " gives up waiting, its fill comes late",
              s -> {
                s.late = true;
                s.lateValue = s.found[r];
                s.lease(r, ON_ITS_WAY);
                end(s, r, () -> {});
              });
        }
      }
      default -> {
        boolean free = now.kind[0] == NOTHING || (now.kind[0] != NOTHING && !counts(now));
        if (free) {
          steps.add(
              who + " takes the lease",
              s -> {
                s.put(r);
                s.reads[r] = LEASED;
              });
          steps.add(who + " gives up waiting, its lease is taken all the same", s -> s.put(NOBODY));
        }
      }
    }
    if (r == 0 && now.late) {
      steps.add(
          "the late fill comes",
          s -> {
            fill(s, ON_ITS_WAY, s.lateValue);
            s.late = false;
            s.lateValue = 0;
            s.lease(ON_ITS_WAY, NOBODY);
          });
    }
  }

  /// Whether what stands keeps a reader from taking the lease.
  private boolean counts(LeaseState s) {
    return !s.foreign[0] || has(Flaw.BELIEVES_AN_ENTRY_OF_ANOTHER_REIGN);
  }

  private static void end(LeaseState s, int r, Runnable last) {
    last.run();
    s.lease(r, NOBODY);
    s.reads[r] = 0;
    s.found[r] = 0;
  }

  private void fill(LeaseState s, int lease, int value) {
    boolean stands =
        s.kind[0] == LEASE
            && s.owner[0] == lease
            && (!s.foreign[0] || has(Flaw.FILLS_A_LEASE_OF_ANOTHER_REIGN));
    if (stands || has(Flaw.FILLS_WITHOUT_A_LEASE)) {
      int age = has(Flaw.COUNTS_THE_LIFE_FROM_THE_FILLING) ? 0 : s.age[0];
      s.clear(0);
      s.kind[0] = ENTRY;
      s.value[0] = value;
      s.age[0] = age;
    }
  }

  private void writer(Steps steps, int w) {
    LeaseState now = steps.now();
    String who = "writer " + w;
    switch (now.at[w]) {
      case 0 -> {
        if (has(Flaw.REMOVES_BEFORE_IT_WRITES)) {
          steps.add(
              who + " removes",
              s -> {
                remove(s);
                s.at[w] = REMOVED;
              });
        } else {
          write(steps, w);
        }
      }
      case REMOVED ->
          steps.add(
              who + " writes",
              s -> {
                s.write(w);
                s.acknowledge(w);
              });
      case WRITTEN -> {
        steps.add(who + " removes", s -> removeAndAcknowledge(s, w));
        steps.add(who + " cannot reach Redis", s -> await(s, w));
        steps.add(
            who + " gives up waiting, what was remembered is removed",
            s -> {
              remove(s);
              await(s, w);
            });
        steps.add(who + " dies", s -> s.at[w] = ENDED);
      }
      case WAITING -> {
        if (now.left[w] == 0) {
          steps.add(who + " has waited", s -> s.acknowledge(w));
        } else {
          steps.add(who + " removes at last", s -> removeAndAcknowledge(s, w));
        }
      }
      case FAILED -> {
        steps.add(
            who + " removes, not knowing whether it has written",
            s -> {
              remove(s);
              s.at[w] = DOUBTING;
            });
        steps.add(who + " cannot reach Redis in its doubt", s -> s.at[w] = DOUBTING);
      }
      case DOUBTING -> {
        if (now.made[w] == 0) {
          steps.add(who + " finds that it has not written", s -> s.at[w] = ENDED);
        } else if (has(Flaw.ACKNOWLEDGES_WHAT_IT_READ_WITHOUT_REMOVING)) {
          steps.add(who + " finds that it has written", s -> s.acknowledge(w));
        } else {
          steps.add(who + " finds that it has written", s -> s.at[w] = WRITTEN);
        }
      }
      default -> {}
    }
    if (now.at[w] >= FAILED && now.made[w] == 0) {
      steps.add(who + "'s write comes late", s -> s.write(w));
    }
  }

  private static void write(Steps steps, int w) {
    String who = "writer " + w;
    steps.add(
        who + " writes",
        s -> {
          s.write(w);
          s.at[w] = WRITTEN;
        });
    steps.add(
        who + " writes and is not told",
        s -> {
          s.write(w);
          s.at[w] = FAILED;
        });
    steps.add(who + " is not told whether it wrote, which comes late", s -> s.at[w] = FAILED);
  }

  private void removeAndAcknowledge(LeaseState s, int w) {
    remove(s);
    s.acknowledge(w);
  }

  private void remove(LeaseState s) {
    if (s.kind[0] == ENTRY || !has(Flaw.REMOVES_ENTRIES_BUT_NOT_LEASES)) {
      s.clear(0);
    }
  }

  private void await(LeaseState s, int w) {
    s.at[w] = WAITING;
    s.left[w] =
        has(Flaw.DOES_NOT_WAIT_WITHOUT_REDIS) ? 0 : has(Flaw.WAITS_TOO_SHORT) ? LIFE - 1 : LIFE;
  }

  /// Collects what can be done in one state.
  private record Steps(long state, Next next) {
    LeaseState now() {
      return new LeaseState(state);
    }

    void add(String step, Consumer<LeaseState> change) {
      LeaseState s = now();
      change.accept(s);
      next.accept(step, s.pack());
    }
  }
}
