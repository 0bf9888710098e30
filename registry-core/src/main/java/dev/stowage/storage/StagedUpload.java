package dev.stowage.storage;

import java.time.Instant;

/// An upload under way: where it will be, how the store names it, when it was begun. Pure data; it
/// may be written as JSON and continued by another replica.
public record StagedUpload(ObjectKey target, String handle, Instant begun) {}
