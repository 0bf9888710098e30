package dev.stowage.storage;

/// One state of an object, as its store names it (an ETag, a generation, a hash). Only compared for
/// equality, and only with versions of the same object in the same store. Two states of equal bytes
/// may have the same version.
public record Version(String value) {}
