/// Hot small objects in memory, present and absent: tags, manifests, links, records. One decorator
/// around the store; nobody above it knows. Only for a bucket that this process alone writes to,
/// where its own writes keep the memory exact.
@NullMarked
package dev.stowage.storage.cache;

import org.jspecify.annotations.NullMarked;
