package dev.stowage.storage.gcs;

import dev.stowage.storage.ObjectKey;
import java.util.Optional;

/// How objects are called in the bucket: by their keys behind the prefix, and staged uploads by
/// their target's behind `.staged/`, which no key begins with.
///
/// @param prefix empty, or with a slash at its end
record Names(String prefix) {

  private static final String STAGED = ".staged/";

  /// Comes before every character of a key, so that staged uploads are listed in the order of their
  /// targets.
  private static final char BEFORE_TOKEN = '!';

  /// Comes behind every token.
  private static final char BEHIND_TOKENS = '~';

  /// How much longer than its target's the name of a staged upload is.
  static final int STAGED_LENGTH = STAGED.length() + 1 + Token.LENGTH;

  /// The name of what lies at `key`.
  String of(ObjectKey key) {
    return prefix + key;
  }

  /// The key of what is called so; empty if it is not one of ours.
  Optional<ObjectKey> key(String name) {
    return name.startsWith(prefix) && ObjectKey.isValid(name.substring(prefix.length()))
        ? Optional.of(new ObjectKey(name.substring(prefix.length())))
        : Optional.empty();
  }

  /// The name under which an upload to `target` is put together.
  String staged(ObjectKey target, String token) {
    return prefix + STAGED + target + BEFORE_TOKEN + token;
  }

  /// What the names of uploads begin with whose targets begin with `keyPrefix`.
  String stagedPrefix(String keyPrefix) {
    return prefix + STAGED + keyPrefix;
  }

  /// Behind all uploads to `target`, before those of the next key.
  String behindStaged(String target) {
    return prefix + STAGED + target + BEFORE_TOKEN + BEHIND_TOKENS;
  }

  /// An upload's target and token.
  record Staged(ObjectKey target, String token) {}

  /// Which upload is called so; empty if none of ours.
  Optional<Staged> parseStaged(String name) {
    String start = prefix + STAGED;
    int mark = name.lastIndexOf(BEFORE_TOKEN);
    if (!name.startsWith(start) || mark < start.length()) {
      return Optional.empty();
    }
    String target = name.substring(start.length(), mark);
    String token = name.substring(mark + 1);
    return ObjectKey.isValid(target) && Token.isValid(token)
        ? Optional.of(new Staged(new ObjectKey(target), token))
        : Optional.empty();
  }
}
