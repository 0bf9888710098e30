package dev.stowage.storage.azure;

import dev.stowage.storage.ObjectKey;
import java.util.Optional;

/// From keys to the names of blobs and back, in the same order: the prefix, the key, and a `!` if
/// the key ends in a dot, because Azure cuts dots off the end of names. Keys with a dot before a
/// slash are not met; no layout makes them.
record Names(String prefix) {

  /// Sorts before everything that a key can have in its place.
  private static final String MARK = "!";

  /// The name of the object's blob.
  String of(ObjectKey key) {
    return of(key.value());
  }

  /// The name of what need be no whole key.
  private String of(String text) {
    return prefix + (text.endsWith(".") ? text + MARK : text);
  }

  /// The object a blob is; empty for blobs that are none of ours.
  Optional<ObjectKey> key(String name) {
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    String key = name.substring(prefix.length());
    if (key.endsWith("." + MARK)) {
      key = key.substring(0, key.length() - MARK.length());
    }
    return ObjectKey.isValid(key) ? Optional.of(new ObjectKey(key)) : Optional.empty();
  }

  /// The group of keys that a prefix of blob names stands for.
  String group(String name) {
    return name.substring(prefix.length());
  }

  /// What names begin with if their keys begin with `text`.
  String startingWith(String text) {
    return prefix + text;
  }

  /// The first name that can be behind that of `text`.
  String behind(String text) {
    return of(text) + MARK;
  }
}
