package dev.stowage.storage;

/// A kind of store that configuration can choose; a CDI bean with `@Identifier("<kind>")`, the
/// value of `stowage.storage.kind`.
public interface StorageProvider {

  /// Opens the configured bucket. Throws [StorageException] with a message that names the setting
  /// to correct if it cannot be used.
  ObjectStore open();
}
