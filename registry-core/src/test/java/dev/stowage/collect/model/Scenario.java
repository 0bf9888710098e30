package dev.stowage.collect.model;

import java.util.List;

/// What is explored.
///
/// @param begin the time at which the actors begin; before, the bucket was prepared
/// @param end the time past which none passes
/// @param tags whether a tag must always point to a manifest: no client deletes one
/// @param untagged whether collections remove untagged manifests
/// @param preparation what was done before, by a careful actor
record Scenario(
    int begin,
    int end,
    boolean tags,
    boolean untagged,
    boolean tombstones,
    List<Preparation> preparation,
    List<Actor.Role> roles) {

  /// Something that was done at a time.
  record Preparation(int time, Actor.Program program) {}
}
