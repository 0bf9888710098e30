/// What is remembered of an upload between two requests, and where: in this process here; behind
/// the same seam in a store that replicas share.
@NullMarked
package dev.stowage.upload.session;

import org.jspecify.annotations.NullMarked;
