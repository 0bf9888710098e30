/// The one connection to Redis, for the rooms that keep there what may be lost. Holds all that is
/// known of Redis' client: addresses, TLS, reconnecting, and that what hangs counts as gone.
/// Nothing of it is loaded where no Redis is configured.
@NullMarked
package dev.stowage.redis;

import org.jspecify.annotations.NullMarked;
