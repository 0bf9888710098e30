package dev.stowage.document;

import dev.stowage.storage.Version;

/// A document as it was read: its content, and the version to name when it is changed.
public record Document<T>(T content, Version version) {}
