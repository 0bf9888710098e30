/// That a replica without Redis is alone. Its upload sessions are in its own memory, so a second
/// one behind the same address would answer every other request of an upload as if it had never
/// begun: it does not start. A lease in the bucket says who was first.
///
/// No write depends on it. While it is certainly held, small objects are remembered in memory
/// ([dev.stowage.storage.cache]).
@NullMarked
package dev.stowage.solo;

import org.jspecify.annotations.NullMarked;
