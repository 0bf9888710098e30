package dev.stowage.storage.gcs;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;

/// `stowage.storage.kind=gcs`. Nothing of Google's client is loaded before [#open].
@Singleton
@Identifier("gcs")
public final class GcsStoreProvider implements StorageProvider {

  private final GcsConfig config;

  GcsStoreProvider(GcsConfig config) {
    this.config = config;
  }

  @Override
  public ObjectStore open() {
    return GcsStore.open(Settings.of(config));
  }
}
