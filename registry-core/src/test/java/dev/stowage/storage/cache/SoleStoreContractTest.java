package dev.stowage.storage.cache;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.contract.StoreContract;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;

class SoleStoreContractTest extends StoreContract {

  private final MemoryBucket bucket = new MemoryBucket();

  @Override
  protected ObjectStore open() {
    return CachedStore.alone(new MemoryStore(bucket), 1 << 20, SoleWriter.always());
  }
}
