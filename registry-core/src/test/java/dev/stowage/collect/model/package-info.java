/// An explicit-state model of collection beside pushes, mounts, pulls and deletes. What is explored
/// is the registry's own code: every actor runs it on a thread of its own over a store that stops
/// at each call, and a scheduler tries every order in which the calls can happen, with time
/// passing, actors standing still and dying between any two.
@NullMarked
package dev.stowage.collect.model;

import org.jspecify.annotations.NullMarked;
