package dev.stowage.storage.memory;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;

/// `stowage.storage.kind=memory`.
@Singleton
@Identifier("memory")
public final class MemoryStoreProvider implements StorageProvider {

  @Override
  public ObjectStore open() {
    return new MemoryStore();
  }
}
