/// What each operation of the registry asks of its store, and what a cloud charges for that.
@NullMarked
package dev.stowage.costs;

import org.jspecify.annotations.NullMarked;
