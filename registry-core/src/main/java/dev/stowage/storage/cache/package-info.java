/// Hot small objects, present and absent, so that not every request asks the bucket. One decorator
/// around the store ([dev.stowage.storage.cache.CachedStore]); nobody above it knows.
///
/// Where this process alone writes to the bucket they are in its own memory, which its own writes
/// keep exact ([dev.stowage.storage.cache.SoleObjects]). Where several do, and share a Redis, those
/// that many ask for are there for two seconds ([dev.stowage.storage.cache.SharedObjects]). Both
/// promise the same: no read that begins after a write was acknowledged sees older data.
@NullMarked
package dev.stowage.storage.cache;

import org.jspecify.annotations.NullMarked;
