package dev.stowage.collect.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// One run of a scenario, step by step. Time is a number; it passes only when it is told to.
final class Execution {

  /// The grace period.
  static final int GRACE = 2;

  final ModelBucket bucket;
  final Scenario scenario;

  /// What clients were told, and so must stay true.
  final Set<String> facts = new TreeSet<>();

  private final List<Actor> actors = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();

  Execution(Scenario scenario, ModelBucket initial) {
    this.scenario = scenario;
    this.bucket = initial.copy();
    bucket.now = scenario.begin();
    scenario.roles().forEach(role -> actors.add(new Actor(role, this)));
    actors.forEach(Actor::start);
  }

  int time() {
    return bucket.now;
  }

  /// What can happen next: the number of an actor who does his next call, or -1: time passes.
  List<Integer> options() {
    List<Integer> options = new ArrayList<>();
    for (Actor actor : actors) {
      if (actor.canStep()) {
        options.add(actor.role.number());
      }
    }
    if (!options.isEmpty() && time() < scenario.end()) {
      options.add(-1);
    }
    return options;
  }

  void perform(int option) {
    if (option < 0) {
      bucket.now++;
      trace.add("time " + time());
      actors.forEach(actor -> actor.passed(time()));
    } else {
      Actor actor = actors.get(option);
      trace.add(actor.role.name() + ": " + actor.next());
      actor.step();
    }
  }

  String state() {
    var state = new StringBuilder(bucket.state()).append(time()).append(facts);
    actors.forEach(actor -> state.append('\n').append(actor.state()));
    return state.toString();
  }

  /// Throws if something is not as it must be.
  void check() {
    for (Actor actor : actors) {
      Throwable failure = actor.failure();
      if (failure != null) {
        throw new AssertionError(report(actor.role.name() + " failed: " + failure), failure);
      }
    }
    List<String> faults = bucket.faults(scenario.tags());
    if (!faults.isEmpty()) {
      throw new AssertionError(report(faults.toString()));
    }
    for (String fact : facts) {
      if (!bucket.objects.containsKey(fact)) {
        throw new AssertionError(report("was acknowledged and is gone: " + fact));
      }
    }
  }

  /// Data that is the janitor's, not the collector's: of pushers that did not come to an end.
  List<String> unfinished() {
    return actors.stream()
        .filter(actor -> !actor.isFinished())
        .map(actor -> Rooms.dataKey(actor.role.number()))
        .filter(Objects::nonNull)
        .toList();
  }

  String report(String what) {
    return what + "\n  " + String.join("\n  ", trace) + "\n" + bucket.state();
  }

  void end() {
    actors.forEach(Actor::cut);
  }
}
