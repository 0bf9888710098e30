package dev.stowage.storage.cache;

import dev.stowage.redis.Redis;
import dev.stowage.storage.ObjectStore;
import java.time.Duration;

/// What is remembered in Redis for longer than any test takes, for tests of what a registry then
/// asks of its store.
public final class LongLived {

  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private LongLived() {}

  /// The same as [CachedStore#shared].
  public static CachedStore shared(ObjectStore store, Redis redis, String bucket, HotKeys keys) {
    return new CachedStore(
        store, new SharedObjects(new Leases(redis, bucket, PATIENCE), keys, LIFE));
  }
}
