/// From a stream of bytes to parts in the store: cutting, hashing, parking the short rest. One
/// memory budget for all uploads of the replica.
@NullMarked
package dev.stowage.upload.parts;

import org.jspecify.annotations.NullMarked;
