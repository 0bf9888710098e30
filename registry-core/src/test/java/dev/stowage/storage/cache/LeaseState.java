package dev.stowage.storage.cache;

/// A state of [LeaseProtocol], taken apart.
final class LeaseState {

  // A slot: nothing, an entry or a lease; how old; whether of the master's reign.
  static final int NOTHING = 0;
  static final int LEASE = 1;
  static final int ENTRY = 2;

  // Whose a lease is, if not a reader's: of a fill that is still on its way, or given up.
  static final int ON_ITS_WAY = 2;
  static final int NOBODY = 3;

  // A reader: it has looked and has the lease; it knows what the store said.
  static final int LEASED = 1;
  static final int READ = 2;

  // A writer.
  static final int REMOVED = 1; // only where it does so too early
  static final int WRITTEN = 2; // and knows it; entries must go
  static final int WAITING = 3; // since Redis is out of its reach
  static final int FAILED = 4; // the store did not say; its write may come late
  static final int DOUBTING = 5; // has removed what it could, will look
  static final int ENDED = 6;

  int store;
  int acknowledged;
  boolean late;
  int lateValue;
  final int[] kind = new int[2]; // of the master's slot, of the copy's
  final int[] owner = new int[2];
  final int[] value = new int[2];
  final int[] age = new int[2];
  final boolean[] foreign = new boolean[2];
  final int[] reads = new int[2]; // of each reader
  final int[] found = new int[2];
  final int[] at = new int[2]; // of each writer
  final int[] made = new int[2];
  final int[] left = new int[2];
  private long bits;

  LeaseState(long state) {
    bits = state;
    store = take(2);
    acknowledged = take(2);
    late = take(1) == 1;
    lateValue = take(2);
    for (int i = 0; i < 2; i++) {
      kind[i] = take(2);
      owner[i] = take(2);
      value[i] = take(2);
      age[i] = take(2);
      foreign[i] = take(1) == 1;
      reads[i] = take(2);
      found[i] = take(2);
      at[i] = take(3);
      made[i] = take(2);
      left[i] = take(2);
    }
  }

  private int take(int size) {
    int field = (int) bits & ((1 << size) - 1);
    bits >>>= size;
    return field;
  }

  long pack() {
    bits = 0;
    for (int i = 1; i >= 0; i--) {
      put(left[i], 2);
      put(made[i], 2);
      put(at[i], 3);
      put(found[i], 2);
      put(reads[i], 2);
      put(foreign[i] ? 1 : 0, 1);
      put(age[i], 2);
      put(value[i], 2);
      put(owner[i], 2);
      put(kind[i], 2);
    }
    put(lateValue, 2);
    put(late ? 1 : 0, 1);
    put(acknowledged, 2);
    put(store, 2);
    return bits;
  }

  private void put(int field, int size) {
    bits = bits << size | field;
  }

  void clear(int slot) {
    kind[slot] = NOTHING;
    owner[slot] = 0;
    value[slot] = 0;
    age[slot] = 0;
    foreign[slot] = false;
  }

  void copy(int from, int to) {
    kind[to] = kind[from];
    owner[to] = owner[from];
    value[to] = value[from];
    age[to] = age[from];
    foreign[to] = foreign[from];
  }

  void put(int lease) {
    clear(0);
    kind[0] = LEASE;
    owner[0] = lease;
  }

  /// The leases of the one are those of the other now.
  void lease(int from, int to) {
    for (int slot = 0; slot < 2; slot++) {
      if (kind[slot] == LEASE && owner[slot] == from) {
        owner[slot] = to;
      }
    }
  }

  void write(int w) {
    store++;
    made[w] = store;
  }

  void acknowledge(int w) {
    acknowledged = Math.max(acknowledged, made[w]);
    at[w] = ENDED;
  }
}
