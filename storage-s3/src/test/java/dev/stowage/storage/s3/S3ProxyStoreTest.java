package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.contract.Misconfigured;
import dev.stowage.storage.contract.StoreContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// S3Proxy over a directory, behind a gate: by itself it looks at an object's version and then
/// writes, reads or deletes, with nothing between to keep others off.
class S3ProxyStoreTest extends StoreContract {

  private static Gate gate;

  @BeforeAll
  static void openGate() {
    gate = Gate.to(Server.s3Proxy()).exact();
  }

  @AfterAll
  static void closeGate() {
    gate.close();
  }

  @Override
  protected ObjectStore open() {
    return S3Store.open(Configured.with(Server.settings(gate.endpoint())));
  }

  @Override
  public boolean nestsObjects() {
    return false;
  }

  /// It makes a longer name of it for a while.
  @Override
  public int longestSegment() {
    return 201;
  }

  @Override
  public List<Misconfigured> misconfigured() {
    return List.of(
        wrong("another bucket", "bucket", "not-there", Kind.UNAVAILABLE),
        wrong("no name of a bucket", "bucket", "No!", Kind.UNAVAILABLE),
        wrong("an unknown key", "access-key", "nobody", Kind.DENIED),
        wrong("another secret", "secret-key", "guessed", Kind.DENIED),
        wrong("nobody listens there", "endpoint", "http://127.0.0.1:9", Kind.UNAVAILABLE));
  }

  private static Misconfigured wrong(String what, String setting, String value, Kind kind) {
    Map<String, String> settings = Server.s3Proxy().settings();
    settings.put(setting, value);
    return new Misconfigured(
        what, () -> S3Store.open(Configured.with(settings)), kind, S3Config.PREFIX + "." + setting);
  }

  /// It takes parts of uploads that it knows no more.
  @Override
  public boolean keepsUploadsApart() {
    return false;
  }

  @Test
  void deletesOnCondition() {
    assertThat(store().capabilities().conditionalDelete()).isTrue();
  }
}
