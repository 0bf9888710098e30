/// The directory store keeps the contract, and what a disk adds to it: full, read-only, taken away,
/// left by a crash.
@NullMarked
package dev.stowage.storage.fs;

import org.jspecify.annotations.NullMarked;
