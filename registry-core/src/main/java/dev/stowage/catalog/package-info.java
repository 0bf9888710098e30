/// Which repositories exist, and pages of names in byte order. One page costs one LIST call however
/// much there is.
@NullMarked
package dev.stowage.catalog;

import org.jspecify.annotations.NullMarked;
