package dev.stowage.storage.s3;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;

/// `stowage.storage.kind=s3`.
@Singleton
@Identifier("s3")
public final class S3StoreProvider implements StorageProvider {

  private final S3Config config;

  S3StoreProvider(S3Config config) {
    this.config = config;
  }

  @Override
  public ObjectStore open() {
    return S3Store.open(config);
  }
}
