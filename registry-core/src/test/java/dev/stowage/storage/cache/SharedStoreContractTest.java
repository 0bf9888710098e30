package dev.stowage.storage.cache;

import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.contract.StoreContract;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SharedStoreContractTest extends StoreContract {

  private static RedisServer server;
  private static Redis redis;

  private final MemoryBucket bucket = new MemoryBucket();

  @BeforeAll
  static void start() {
    server = RedisServer.started();
    redis = Redis.open(Settings.of(server.uri())).orElseThrow();
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  @Override
  protected ObjectStore open() {
    return CachedStore.shared(new MemoryStore(bucket), redis, "kit", _ -> true);
  }
}
