package dev.stowage.collect.model;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Hasher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Goes through every state that a scenario can reach, and checks each; from each different bucket
/// it also lets everybody die, collects, and looks for what is left. A state is reached by
/// repeating the steps that lead to it.
final class Explorer {

  private final Scenario scenario;
  private final ModelBucket initial;
  private final Set<String> visited = new HashSet<>();
  private final Set<String> recovered = new HashSet<>();
  private long steps;

  Explorer(Scenario scenario) {
    this.scenario = scenario;
    this.initial = Rooms.prepare(scenario);
  }

  private static final class Choice {
    private final List<Integer> options;
    private int at;

    Choice(List<Integer> options) {
      this.options = options;
    }
  }

  /// How many states there are. Throws [AssertionError] with the way to the first that is wrong.
  int explore() throws InterruptedException {
    // On a virtual thread, as the actors are: then they take turns without the system's help.
    var failure = new AtomicReference<Throwable>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                walk();
              } catch (Throwable e) {
                failure.set(e);
              }
            })
        .join();
    switch (failure.get()) {
      case null -> {}
      case AssertionError wrong -> throw wrong;
      case Throwable broken -> throw new IllegalStateException(broken);
    }
    return visited.size();
  }

  private void walk() {
    List<Choice> path = new ArrayList<>();
    do {
      run(path);
      while (!path.isEmpty() && path.getLast().at + 1 == path.getLast().options.size()) {
        path.removeLast();
      }
      if (!path.isEmpty()) {
        path.getLast().at++;
      }
    } while (!path.isEmpty());
  }

  long steps() {
    return steps;
  }

  /// Repeats the path and goes on to where nothing is new.
  private void run(List<Choice> path) {
    var execution = new Execution(scenario, initial);
    try {
      for (int depth = 0; ; depth++) {
        if (depth == path.size()) {
          execution.check();
          if (!visited.add(hash(execution.state()))) {
            return;
          }
          recover(execution);
          List<Integer> options = execution.options();
          if (options.isEmpty()) {
            return;
          }
          path.add(new Choice(options));
        }
        Choice choice = path.get(depth);
        execution.perform(choice.options.get(choice.at));
        steps++;
      }
    } finally {
      execution.end();
    }
  }

  private static String hash(String state) {
    return Hasher.digest(Algorithm.SHA256, state.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private void recover(Execution execution) {
    List<String> unfinished = execution.unfinished();
    if (recovered.add(hash(execution.bucket.state() + execution.facts + unfinished))) {
      Rooms.recover(execution, unfinished);
    }
  }
}
