package dev.stowage.storage.azure;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/// Settings as a user writes them.
record Configured(Map<String, String> keys) {

  /// The container of the tests.
  static final String CONTAINER = "bucket";

  /// What reaches that emulator; its container is made if it is missing.
  static Configured of(Azurite azurite) {
    BlobServiceClient service =
        new BlobServiceClientBuilder()
            .endpoint(azurite.endpoint())
            .credential(new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY))
            .buildClient();
    service.createBlobContainerIfNotExists(CONTAINER);
    return at(azurite.endpoint());
  }

  /// With the emulator's account, somewhere else.
  static Configured at(String endpoint) {
    return new Configured(
        Map.of(
            "container",
            CONTAINER,
            "endpoint",
            endpoint,
            "account-key",
            Azurite.KEY,
            "account-name",
            Azurite.ACCOUNT));
  }

  Configured with(String key, String value) {
    Map<String, String> changed = new HashMap<>(keys);
    changed.put(key, value);
    return new Configured(changed);
  }

  Configured without(String key) {
    Map<String, String> changed = new HashMap<>(keys);
    changed.remove(key);
    return new Configured(changed);
  }

  AzureConfig config() {
    Map<String, String> properties = new HashMap<>();
    keys.forEach((key, value) -> properties.put(Settings.ROOT + key, value));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(AzureConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(AzureConfig.class);
  }

  Settings settings() {
    return Settings.of(config());
  }
}
