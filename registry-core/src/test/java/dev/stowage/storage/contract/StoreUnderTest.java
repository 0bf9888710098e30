package dev.stowage.storage.contract;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What the themes of the kit need of the store they try.
interface StoreUnderTest {

  /// The store of this test.
  ObjectStore store();

  /// Another instance on the same bucket, as another replica, or the next process, would have it.
  /// The one before may be closed by this; use the new one from here on.
  ObjectStore reopened();

  /// What all keys of this test begin with; ends with a slash.
  String prefix();

  /// Whether the store holds, and lists, an object beside others below its name: `a` beside `a/b`.
  /// Stores that keep objects as files may not, and the layout asks it of none.
  default boolean nestsObjects() {
    return true;
  }

  /// The longest segment of a key that the store takes; no place of the layout has a longer one
  /// than 201.
  default int longestSegment() {
    return ObjectKey.MAX_SEGMENT;
  }

  /// Those of the keys that the store can hold together.
  default List<String> holdable(Collection<String> keys) {
    return keys.stream()
        .filter(key -> nestsObjects() || keys.stream().noneMatch(o -> o.startsWith(key + "/")))
        .toList();
  }

  /// Whether the store knows of each upload by itself. One that knows only of the parts that lie at
  /// a target, as Azure does, takes a part for an upload that is over, if only it is never seen;
  /// and the first of several uploads to one target that completes takes the parts of the others
  /// away.
  default boolean keepsUploadsApart() {
    return true;
  }

  /// A key of this test.
  default ObjectKey key(String name) {
    return new ObjectKey(prefix() + name);
  }

  /// Writes whatever stands there.
  default Version put(ObjectKey key, byte[] bytes) {
    return version(store().write(key, Content.of(bytes), Condition.ALWAYS));
  }

  default Version put(ObjectKey key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The bytes of the whole object; empty if there is none.
  default Optional<byte[]> read(ObjectKey key) {
    try (ObjectBody body = store().open(key, ByteRange.ALL).orElse(null)) {
      return body == null ? Optional.empty() : Optional.of(body.readAll());
    }
  }

  default String text(ObjectKey key) {
    return new String(read(key).orElseThrow(), StandardCharsets.UTF_8);
  }

  static Version version(WriteResult result) {
    return switch (result) {
      case WriteResult.Written(var version, _) -> version;
      case WriteResult.Refused _ -> throw new AssertionError("refused");
    };
  }

  /// Bytes without a pattern, the same for the same seed.
  static byte[] noise(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
