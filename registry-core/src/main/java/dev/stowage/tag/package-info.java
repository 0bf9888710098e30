/// Tags: names that point to manifests and move only by compare-and-swap.
@NullMarked
package dev.stowage.tag;

import org.jspecify.annotations.NullMarked;
