/// The memory store keeps the contract.
@NullMarked
package dev.stowage.storage.memory;

import org.jspecify.annotations.NullMarked;
