package dev.stowage.storage.cache;

import dev.stowage.storage.ObjectKey;

/// Which objects are worth remembering for all replicas: those that are small, and that many ask
/// for at once.
@FunctionalInterface
public interface HotKeys {

  /// Whether that one is; always the same answer for the same key.
  boolean isHot(ObjectKey key);
}
