/// The collection of garbage over HTTP: begin one, see how far it is and what it did.
@NullMarked
package dev.stowage.http.collect;

import org.jspecify.annotations.NullMarked;
