package dev.stowage.storage;

/// What must hold of an object for it to be changed.
public sealed interface Condition {

  /// Nothing.
  record Always() implements Condition {}

  /// There is no such object.
  record IfAbsent() implements Condition {}

  /// The object is there in exactly this version.
  record IfVersion(Version version) implements Condition {}

  /// [Always].
  Condition ALWAYS = new Always();

  /// [IfAbsent].
  Condition IF_ABSENT = new IfAbsent();
}
