/// The watched store counts what it passes on.
@NullMarked
package dev.stowage.storage.watch;

import org.jspecify.annotations.NullMarked;
