package dev.stowage.storage.cache;

import dev.stowage.redis.Redis;
import dev.stowage.redis.Script;
import dev.stowage.storage.ObjectKey;
import java.time.Duration;
import java.util.List;

/// What is remembered in Redis, for all replicas: under the name of a key either an entry, or the
/// lease of the reader who may put one there, or nothing. Both go by themselves when their life is
/// over, which an entry has from its lease.
///
/// **Before each stands the reign in which the lease was taken**: the name that a Redis gives
/// itself whenever it becomes master, by a failover or by a start. In another reign it counts as
/// nothing, for what was removed in the meantime may have come back. Nobody has to notice that
/// Redis was replaced for that.
///
/// All methods throw [dev.stowage.redis.RedisUnavailableException] where it cannot be said what
/// Redis did; what was asked may then still happen, once or twice, and is harmless. Safe for any
/// number of threads.
final class Leases {

  private static final String REIGN =
      """
      local known = redis.call('INFO', 'replication')
      local reign = string.match(known, 'master_replid:(%x+)')
      if not reign then return redis.error_reply('ERR master_replid is not told') end
      if not string.find(known, 'role:master', 1, true) then
        return redis.error_reply('READONLY what is here may be old')
      end
      local stands = redis.call('GET', KEYS[1])
      """;

  /// ARGV: lease, life in milliseconds, what an entry begins with that is as good as none.
  private static final Script TAKE =
      Script.of(
          REIGN
              + """
              if stands and string.sub(stands, 1, #reign) == reign then
                local value = string.sub(stands, #reign + 1)
                if string.sub(value, 1, 1) ~= ARGV[3] then return value end
              end
              redis.call('SET', KEYS[1], reign .. ARGV[1], 'PX', ARGV[2])
              return ARGV[1]
              """);

  /// ARGV: lease, entry.
  private static final Script FILL =
      Script.of(
          REIGN
              + """
              if stands ~= reign .. ARGV[1] then return 'refused' end
              redis.call('SET', KEYS[1], reign .. ARGV[2], 'KEEPTTL')
              return 'filled'
              """);

  private final Redis redis;
  private final String bucket;
  private final Duration patience;

  /// @param bucket a name that no other bucket has
  /// @param patience how long a reader waits for Redis, in whose place he could ask the store
  Leases(Redis redis, String bucket, Duration patience) {
    this.redis = redis;
    this.bucket = bucket;
    this.patience = patience;
  }

  /// What stands there, an entry or a lease. Where nothing does, `lease` is put there for `life`,
  /// and returned.
  ///
  /// @param useless what an entry begins with that is taken for nothing; none if empty
  String take(ObjectKey key, String lease, Duration life, String useless) {
    List<String> arguments = List.of(lease, Long.toString(life.toMillis()), useless);
    return redis.text(TAKE, List.of(name(key)), arguments, patience);
  }

  /// Puts the entry in the place of the lease, for the rest of its life. False if the lease does
  /// not stand.
  boolean fill(ObjectKey key, String lease, String entry) {
    return redis.text(FILL, List.of(name(key)), List.of(lease, entry), patience).equals("filled");
  }

  /// Removes entries and leases.
  void remove(List<ObjectKey> keys) {
    long _ = redis.delete(keys.stream().map(this::name).toList());
  }

  private String name(ObjectKey key) {
    return redis.key(bucket + "/" + key, "hot");
  }
}
