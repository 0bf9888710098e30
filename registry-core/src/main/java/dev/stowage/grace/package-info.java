/// What becomes of something that nobody uses: a collection *condemns* it, a mark inside the object
/// set by compare-and-swap; it waits out a grace period; and it goes, in the very version that was
/// seen, if a collection that began after that time finds it still unused. Whoever relies on it
/// meanwhile *pardons* it first, also by compare-and-swap, so that its deletion fails.
///
/// Knows [dev.stowage.document]; not what is condemned, nor why.
@NullMarked
package dev.stowage.grace;

import org.jspecify.annotations.NullMarked;
