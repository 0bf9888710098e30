package dev.stowage.collect.sweep;

/// How a sweep keeps step with the rest of the world.
@FunctionalInterface
public interface Stride {

  /// Called before that many objects are read or changed: waits as long as it must, and throws if
  /// the sweep is to end here.
  void step(int objects);

  /// Called after the runs of the collection were listed: throws unless the sweep is still this
  /// replica's. They go only when the collection has ended, so all of them were there then.
  default void confirm() {}
}
