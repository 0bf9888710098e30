package dev.stowage.costs;

import dev.stowage.layout.HotPlaces;
import dev.stowage.redis.Redis;
import dev.stowage.storage.cache.LongLived;
import dev.stowage.storage.watch.StoreCalls;
import java.io.IOException;
import java.util.UUID;

/// What operations ask of the store that were done just before, on whatever replica, where replicas
/// remember small objects in Redis.
@SuppressWarnings("ImmutableEnumChecker") // An operation holds nothing that changes.
enum HotOperation {
  HEAD_BLOB(Operation.HEAD_BLOB, ""),
  HEAD_MISSING(Operation.HEAD_MISSING, ""),
  GET_BLOB(Operation.GET_BLOB, "presign 1"),
  GET_TAG(Operation.GET_TAG, ""),
  GET_DIGEST(Operation.GET_DIGEST, ""),
  PUT_DIGEST(Operation.PUT_DIGEST, "open 1, write 2");

  final Operation operation;

  /// What it costs; part of the table of costs.
  final String expected;

  HotOperation(Operation operation, String expected) {
    this.operation = operation;
    this.expected = expected;
  }

  StoreCalls.Counts measure(Redis redis) throws IOException {
    String bucket = UUID.randomUUID().toString();
    HotPlaces hot = new HotPlaces();
    return operation.measureAgain(
        new CountedRegistry(store -> LongLived.shared(store, redis, bucket, hot)));
  }
}
