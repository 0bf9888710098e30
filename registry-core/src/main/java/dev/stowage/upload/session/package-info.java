/// What is remembered of an upload between two requests, and where: in this process, or in Redis,
/// which replicas share.
@NullMarked
package dev.stowage.upload.session;

import org.jspecify.annotations.NullMarked;
