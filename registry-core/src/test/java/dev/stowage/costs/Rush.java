package dev.stowage.costs;

import dev.stowage.storage.watch.StoreCalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Many nodes that pull one image of `docs/costs.md` at the same time, simulated event by event:
/// each asks by tag, then by digest, then for the blobs, some at once, and fetches each blob from
/// the bucket that it is sent to. Requests wait in line for a core of their replica, for the
/// bucket's leave, and for their turn on its wire. The same plan always has the same outcome.
///
/// What a bucket refuses comes again and waits; here it waits in line, which is the best case.
final class Rush {

  /// All nodes begin within this time, in seconds.
  static final double SPREAD = 1;

  /// Layers that a node fetches at once, as containerd does.
  static final int AT_ONCE = 3;

  static final int BLOBS = Month.LAYERS + 1;

  /// Of all blobs of the image.
  static final double IMAGE_BYTES = Month.LAYERS * (double) (64 << 20) + 2_000;

  /// What a node's network carries, in bits a second.
  static final double NODE = 5e9;

  /// Cores of a replica.
  static final int CORES = 2;

  /// @param cached whether replicas know what is small: tag, manifest, links
  record Plan(int nodes, int replicas, boolean cached, Limits limits) {}

  /// How it went, in seconds from the beginning.
  ///
  /// @param told when the last node had been sent to its last blob
  /// @param done when the last node had its last byte
  /// @param reads what the bucket was asked
  /// @param busy of the time until `told`, how much the replicas' cores worked
  record Outcome(double told, double done, long reads, double busy) {}

  /// One or more that serve alike, those who came first before the others.
  private static final class Line {
    private final PriorityQueue<Double> free = new PriorityQueue<>();
    private double worked;

    Line(int servers) {
      for (int i = 0; i < servers; i++) {
        free.add(0.0);
      }
    }

    /// When one who comes now and needs so long is served.
    double serve(double now, double time) {
      double end = Math.max(now, Objects.requireNonNull(free.poll())) + time;
      free.add(end);
      worked += time;
      return end;
    }
  }

  private record Event(double at, long order, Runnable happens) {}

  private final Plan plan;
  private final Limits limits;
  private final double find;
  private final double get;
  private final double blob;
  private final List<Line> replicas = new ArrayList<>();
  private final Line leave = new Line(1);
  private final Line wire = new Line(1);
  private final Map<String, Line> objects = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::order));
  private double now;
  private long order;
  private int next;
  private long reads;
  private double told;
  private double done;

  private Rush(Plan plan, Map<Operation, StoreCalls.Counts> measured) {
    this.plan = plan;
    this.limits = plan.limits();
    this.find = work(measured, Operation.GET_TAG);
    this.get = work(measured, Operation.GET_DIGEST);
    this.blob = work(measured, Operation.GET_BLOB);
    for (int i = 0; i < plan.replicas(); i++) {
      replicas.add(new Line(CORES));
    }
  }

  private double work(Map<Operation, StoreCalls.Counts> measured, Operation operation) {
    return Work.of(Objects.requireNonNull(measured.get(operation)), plan.cached());
  }

  static Outcome of(Plan plan, Map<Operation, StoreCalls.Counts> measured) {
    return new Rush(plan, measured).run();
  }

  private Outcome run() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < plan.nodes(); i++) {
      at(random.nextDouble(SPREAD), this::askByTag);
    }
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.happens().run();
    }
    double worked = replicas.stream().mapToDouble(line -> line.worked).sum();
    return new Outcome(told, done, reads, worked / (told * CORES * plan.replicas()));
  }

  private void at(double when, Runnable happens) {
    events.add(new Event(when, order++, happens));
  }

  private void askByTag() {
    ask(find, List.of("tag", "manifest"), this::askByDigest);
  }

  private void askByDigest() {
    ask(
        get,
        List.of("manifest"),
        () -> {
          var left = new int[] {0};
          for (int i = 0; i < AT_ONCE; i++) {
            fetchNext(left);
          }
        });
  }

  /// The next blob that nobody of this node fetches yet.
  private void fetchNext(int[] begun) {
    if (begun[0] == BLOBS) {
      return;
    }
    int number = begun[0]++;
    ask(
        blob,
        List.of("link " + number),
        () -> {
          told = Math.max(told, now);
          read(
              "data " + number,
              () ->
                  at(
                      arrived(),
                      () -> {
                        done = Math.max(done, now);
                        fetchNext(begun);
                      }));
        });
  }

  /// When a blob that is sent from now on is there.
  private double arrived() {
    double bits = IMAGE_BYTES / BLOBS * 8;
    double own = now + bits / (NODE / AT_ONCE);
    return limits.gigabits() == 0
        ? own
        : Math.max(own, wire.serve(now, bits / (limits.gigabits() * 1e9)));
  }

  /// A replica works, having read what it does not know.
  private void ask(double work, List<String> keys, Runnable then) {
    Line replica = replicas.get(next++ % replicas.size());
    at(replica.serve(now, work), () -> readAll(plan.cached() ? List.of() : keys, then));
  }

  private void readAll(List<String> keys, Runnable then) {
    if (keys.isEmpty()) {
      then.run();
    } else {
      read(keys.getFirst(), () -> readAll(keys.subList(1, keys.size()), then));
    }
  }

  private void read(String key, Runnable then) {
    reads++;
    double let = leave.serve(now, 1 / limits.reads());
    if (limits.objectReads() > 0) {
      Line object = objects.computeIfAbsent(key, _ -> new Line(1));
      let = Math.max(let, object.serve(now, 1 / limits.objectReads()));
    }
    at(let + Limits.LATENCY.toNanos() / 1e9, then);
  }
}
