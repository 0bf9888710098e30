package dev.stowage.storage.gcs;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.contract.Misconfigured;
import dev.stowage.storage.contract.StoreContract;
import dev.stowage.storage.gcs.fake.FakeGcs;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class GcsStoreTest extends StoreContract {

  private static FakeGcs fake;

  @BeforeAll
  static void start() {
    fake = OnFake.fake();
  }

  @AfterAll
  static void stop() {
    fake.close();
  }

  @Override
  protected ObjectStore open() {
    return OnFake.of(fake).open();
  }

  @Override
  public List<Misconfigured> misconfigured() {
    OnFake right = OnFake.of(fake);
    return List.of(
        new Misconfigured(
            "no bucket is named",
            () -> right.bucket("").open(),
            Kind.MISUSE,
            "stowage.storage.gcs.bucket"),
        new Misconfigured(
            "there is no such bucket",
            () -> right.bucket("another").open(),
            Kind.DENIED,
            "stowage.storage.gcs.bucket: there is no bucket \"another\""),
        new Misconfigured(
            "the key is not the account's",
            () -> right.key(fake.wrongKey()).open(),
            Kind.DENIED,
            "stowage.storage.gcs.credentials-file"),
        new Misconfigured(
            "the key file holds something else",
            () -> right.key("{}").open(),
            Kind.MISUSE,
            "stowage.storage.gcs.credentials-file"),
        new Misconfigured(
            "the bucket wants credentials",
            () -> right.withoutCredentials().open(),
            Kind.DENIED,
            "stowage.storage.gcs.no-credentials"),
        new Misconfigured(
            "nobody listens there",
            () -> right.endpoint(URI.create("http://127.0.0.1:1")).open(),
            Kind.UNAVAILABLE,
            "stowage.storage.gcs.endpoint"),
        new Misconfigured(
            "the endpoint is no address",
            () -> right.endpoint(URI.create("storage.googleapis.com")).open(),
            Kind.MISUSE,
            "stowage.storage.gcs.endpoint"),
        new Misconfigured(
            "the prefix is no folder",
            () -> right.prefix("a//b").open(),
            Kind.MISUSE,
            "stowage.storage.gcs.prefix"));
  }
}
