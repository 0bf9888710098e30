/// A bucket in the heap, for tests and demonstrations: everything the SPI promises but durability.
/// Touches nothing outside the process.
@NullMarked
package dev.stowage.storage.memory;

import org.jspecify.annotations.NullMarked;
