package dev.stowage.storage;

/// An object that a batch could not remove.
public record DeleteFailure(ObjectKey key, StorageException.Kind kind, String message) {}
