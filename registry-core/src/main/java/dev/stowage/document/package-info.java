/// Small JSON documents in the bucket and how they change: read, decide, write on condition, again
/// if another was faster. Knows [dev.stowage.storage] and how our words look in JSON; nothing of
/// what the documents mean.
@NullMarked
package dev.stowage.document;

import org.jspecify.annotations.NullMarked;
