package dev.stowage.collect.model;

import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Someone who uses the bucket: code of the registry on a thread of its own, which stops before
/// each call of the store.
final class Actor implements ModelStore.Turns {

  /// Ends a thread whose run is over.
  private static final class Cut extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// What an actor does.
  interface Program {
    void run(Rooms rooms);
  }

  /// Who it is, and what it does.
  ///
  /// @param number from 0
  /// @param hurried whether what it does is one request, or what one client does in a grace period:
  ///   it dies rather than take longer
  record Role(int number, String name, boolean hurried, Set<Mutation> mutations, Program program) {}

  final Role role;
  private final Execution execution;
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore still = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean finished;
  private volatile boolean cut;
  private volatile String next = "";
  private boolean dead;
  private int began = -1;
  private int marks;

  /// What it was answered so far, as two hashes.
  private long seen = 1;

  private long seenToo = 1;

  Actor(Role role, Execution execution) {
    this.role = role;
    this.execution = execution;
    this.thread = Thread.ofVirtual().unstarted(this::live);
  }

  /// Lets it come to its first call.
  void start() {
    thread.start();
    still.acquireUninterruptibly();
  }

  private void live() {
    try {
      role.program.run(new Rooms(execution, this));
    } catch (Throwable e) {
      if (!cut) {
        failure = e;
      }
    }
    finished = true;
    next = "end";
    still.release();
  }

  @Override
  public void await(String call) {
    next = call;
    still.release();
    turn.acquireUninterruptibly();
    if (cut) {
      throw new Cut();
    }
  }

  @Override
  public void noted(Object answer) {
    String text = answer.toString();
    for (int i = 0; i < text.length(); i++) {
      seen = (seen ^ text.charAt(i)) * 0x100000001B3L;
      seenToo = Long.rotateLeft(seenToo + text.charAt(i), 7) * 0x9E3779B97F4A7C15L;
    }
    seen = seen * 31 + 1;
  }

  /// Lets it do its next call, and come to the one after.
  void step() {
    if (began < 0) {
      began = execution.time();
    }
    turn.release();
    still.acquireUninterruptibly();
  }

  /// Time has passed.
  void passed(int time) {
    dead |= role.hurried && began >= 0 && !finished && time - began >= Execution.GRACE;
  }

  boolean canStep() {
    return !finished && !dead;
  }

  boolean isFinished() {
    return finished;
  }

  /// The call it will do next.
  String next() {
    return next;
  }

  /// What went wrong: not what the protocol foresees.
  @Nullable Throwable failure() {
    return failure;
  }

  /// A number that is its own, for each mark.
  int nextMark() {
    return role.number * 100 + ++marks;
  }

  /// All that its future depends on, besides the bucket.
  String state() {
    return role.number + " " + began + " " + dead + " " + finished + " " + seen + " " + seenToo;
  }

  /// Ends its thread.
  void cut() {
    cut = true;
    turn.release(1000);
  }

  @Override
  public int hashCode() {
    return role.number + 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
