package dev.stowage.storage.azure;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.contract.Misconfigured;
import dev.stowage.storage.contract.StoreContract;
import java.util.Base64;
import java.util.List;

class AzureStoreTest extends StoreContract {

  private final Configured configured =
      Configured.of(Azurite.shared()).with("prefix", "a/registry");

  @Override
  protected ObjectStore open() {
    return open(configured);
  }

  private static ObjectStore open(Configured configured) {
    return new AzureStoreProvider(configured.config()).open();
  }

  @Override
  public boolean keepsUploadsApart() {
    return false;
  }

  @Override
  public List<Misconfigured> misconfigured() {
    String otherKey = Base64.getEncoder().encodeToString(new byte[64]);
    return List.of(
        wrong("the container is missing", "container", "missing", Kind.UNAVAILABLE),
        wrong("the container cannot be", "container", "No Container", Kind.MISUSE),
        wrong("the key is another", "account-key", otherKey, Kind.DENIED),
        wrong("the key is no key", "account-key", "secret!", Kind.MISUSE),
        wrong(
            "nobody listens",
            "endpoint",
            "http://127.0.0.1:1/" + Azurite.ACCOUNT,
            Kind.UNAVAILABLE),
        wrong("the endpoint is no URL of a service", "endpoint", "ftp://host", Kind.MISUSE),
        wrong("the prefix is no key", "prefix", "a//b", Kind.MISUSE));
  }

  private Misconfigured wrong(String what, String key, String value, Kind kind) {
    return new Misconfigured(
        what, () -> open(configured.with(key, value)), kind, Settings.ROOT + key);
  }
}
