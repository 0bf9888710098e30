package dev.stowage.storage.contract;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException.Kind;
import java.util.function.Supplier;

/// A way in which a store's configuration can be wrong: the wrong bucket, the wrong secret.
///
/// @param what says what is wrong
/// @param open opens the store so
/// @param kind what the failure is then, at opening or with the first call
/// @param word a word its message has, so that a reader knows what to correct
public record Misconfigured(String what, Supplier<ObjectStore> open, Kind kind, String word) {}
