package dev.stowage.deploy;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.stowage.storage.azure.Azurite;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Azurite, with one container.
final class AzureBacking implements Backing, Bucket {

  private static final String CONTAINER = "registry";

  private final Azurite azurite = Azurite.start("http");
  private final BlobContainerClient container =
      new BlobContainerClientBuilder()
          .endpoint(azurite.endpoint())
          .credential(new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY))
          .containerName(CONTAINER)
          .buildClient();

  AzureBacking() {
    container.create();
  }

  @Override
  public int port() {
    return azurite.port();
  }

  @Override
  public Map<String, String> settings(int port) {
    return Map.of(
        "stowage.storage.kind",
        "azure",
        "stowage.storage.azure.container",
        CONTAINER,
        "stowage.storage.azure.endpoint",
        "http://127.0.0.1:" + port + "/" + Azurite.ACCOUNT,
        "stowage.storage.azure.account-key",
        Azurite.KEY);
  }

  @Override
  public Bucket bucket() {
    return this;
  }

  @Override
  public SortedSet<String> keys() {
    var keys = new TreeSet<String>();
    container.listBlobs().forEach(blob -> keys.add(blob.getName()));
    return keys;
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return container.getBlobClient(key).openInputStream();
    } catch (BlobStorageException e) {
      throw new IOException(key, e);
    }
  }

  @Override
  public SortedSet<String> strangers() {
    return new TreeSet<>(); // blocks that no blob was made of cannot be listed
  }

  @Override
  public void close() {
    azurite.close();
  }
}
