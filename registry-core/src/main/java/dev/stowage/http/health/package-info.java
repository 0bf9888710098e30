/// Is this replica fit to serve? Alive it is as long as it answers; ready it is as long as it can
/// write, read and remove an object of the store.
@NullMarked
package dev.stowage.http.health;

import org.jspecify.annotations.NullMarked;
