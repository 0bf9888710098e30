package dev.stowage.storage;

import java.time.Instant;

/// What a store says of an object without its bytes: size in bytes, the version for
/// [Condition.IfVersion], and when it was last written by the store's clock.
public record ObjectInfo(ObjectKey key, long size, Version version, Instant modified) {}
