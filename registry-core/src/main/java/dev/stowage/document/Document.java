package dev.stowage.document;

import dev.stowage.storage.Version;
import java.time.Instant;

/// A document as it was read: its content, the version to name when it is changed, and when it was
/// written by the store's clock.
public record Document<T>(T content, Version version, Instant modified) {}
