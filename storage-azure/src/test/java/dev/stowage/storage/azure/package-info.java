/// The contract kit on Azurite, and what is special about Azure: an emulator as a child process,
/// and small servers that misbehave in ways that it does not.
@NullMarked
package dev.stowage.storage.azure;

import org.jspecify.annotations.NullMarked;
