package dev.stowage.storage.fs;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;

/// `stowage.storage.kind=directory`.
@Singleton
@Identifier("directory")
public final class DirectoryStoreProvider implements StorageProvider {

  private final DirectoryConfig config;

  DirectoryStoreProvider(DirectoryConfig config) {
    this.config = config;
  }

  @Override
  public ObjectStore open() {
    return DirectoryStore.open(config.root());
  }
}
