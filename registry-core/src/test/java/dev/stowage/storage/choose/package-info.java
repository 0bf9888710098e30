/// The store is chosen, and tried, at start.
@NullMarked
package dev.stowage.storage.choose;

import org.jspecify.annotations.NullMarked;
