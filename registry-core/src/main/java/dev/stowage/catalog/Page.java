package dev.stowage.catalog;

import java.util.List;
import java.util.Optional;

/// A page of entries in byte order; `next` is the `last` with which the next page begins, absent at
/// the end.
public record Page<T>(List<T> items, Optional<String> next) {}
