package dev.stowage.storage.memory;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.contract.StoreContract;

class MemoryStoreTest extends StoreContract {

  private final MemoryBucket bucket = new MemoryBucket();

  @Override
  protected ObjectStore open() {
    return new MemoryStore(bucket);
  }
}
