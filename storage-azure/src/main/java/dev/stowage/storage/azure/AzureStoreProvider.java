package dev.stowage.storage.azure;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;

/// `stowage.storage.kind=azure`.
@Singleton
@Identifier("azure")
public final class AzureStoreProvider implements StorageProvider {

  private final AzureConfig config;

  AzureStoreProvider(AzureConfig config) {
    this.config = config;
  }

  @Override
  public ObjectStore open() {
    return AzureStore.open(Settings.of(config));
  }
}
