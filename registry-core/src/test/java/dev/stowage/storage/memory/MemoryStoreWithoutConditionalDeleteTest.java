package dev.stowage.storage.memory;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.contract.StoreContract;

class MemoryStoreWithoutConditionalDeleteTest extends StoreContract {

  private final MemoryBucket bucket = new MemoryBucket();

  @Override
  protected ObjectStore open() {
    return MemoryStore.withoutConditionalDelete(bucket);
  }
}
