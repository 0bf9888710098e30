/// Hot small objects in memory, present and absent: tags, manifests, links, records. One decorator
/// around the store; nobody above it knows. Only while this process alone writes to the bucket,
/// when its own writes keep the memory exact.
@NullMarked
package dev.stowage.storage.cache;

import org.jspecify.annotations.NullMarked;
