package dev.stowage.storage.s3;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A store through a gate of its own to S3Proxy, with keys of its own, and one that goes straight
/// there and sees what became of it. Close it.
final class GatedStore implements AutoCloseable {

  private final String prefix = "gated/" + UUID.randomUUID() + "/";
  final Gate gate = Gate.to(Server.s3Proxy()).exact();
  final ObjectStore store;
  private final ObjectStore direct;

  /// @param settings besides those of the server, or instead
  GatedStore(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Server.settings(gate.endpoint()));
    all.putAll(settings);
    store = S3Store.open(Configured.with(all));
    direct = S3Store.open(Configured.with(Server.s3Proxy().settings()));
    gate.forget();
  }

  GatedStore() {
    this(Map.of());
  }

  ObjectKey key(String name) {
    return new ObjectKey(prefix + name);
  }

  /// Writes past the gate.
  Version put(ObjectKey key, byte[] bytes) {
    return version(direct.write(key, Content.of(bytes), Condition.ALWAYS));
  }

  Version put(ObjectKey key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Deletes past the gate.
  void remove(ObjectKey key) {
    direct.delete(key, Condition.ALWAYS);
  }

  /// What stands, past the gate; empty if nothing does.
  Optional<String> text(ObjectKey key) {
    try (ObjectBody body = direct.open(key, ByteRange.ALL).orElse(null)) {
      return Optional.ofNullable(body).map(b -> new String(b.readAll(), StandardCharsets.UTF_8));
    }
  }

  Version versionOf(ObjectKey key) {
    return direct.head(key).orElseThrow().version();
  }

  static Version version(WriteResult result) {
    return switch (result) {
      case WriteResult.Written(var version, _) -> version;
      case WriteResult.Refused _ -> throw new AssertionError("refused");
    };
  }

  @Override
  public void close() {
    store.close();
    direct.close();
    gate.close();
  }
}
