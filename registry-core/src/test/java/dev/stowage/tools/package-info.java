/// Where tests find the programs that they start.
@NullMarked
package dev.stowage.tools;

import org.jspecify.annotations.NullMarked;
