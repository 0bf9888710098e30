package dev.stowage.storage.memory;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Version;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// What several [MemoryStore]s have in common, as replicas have one bucket. Objects are immutable
/// and compared by identity, so the map's own `putIfAbsent`, `replace` and `remove` are the
/// conditional writes.
public final class MemoryBucket {

  final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  final Map<String, Staged> staged = new ConcurrentHashMap<>();
  private final AtomicLong versions = new AtomicLong();

  /// One state of an object. Not a record: two states are equal only if they are the same.
  static final class Stored {
    final byte[] bytes;
    final Version version;
    final Instant modified;

    Stored(byte[] bytes, Version version) {
      this.bytes = bytes;
      this.version = version;
      this.modified = Instant.now();
    }
  }

  /// An upload under way: its parts by number.
  static final class Staged {
    final ObjectKey target;
    final Instant begun;
    final Map<Integer, byte[]> parts = new ConcurrentHashMap<>();

    Staged(ObjectKey target, Instant begun) {
      this.target = target;
      this.begun = begun;
    }
  }

  Stored stored(byte[] bytes) {
    return new Stored(bytes, new Version(Long.toString(versions.incrementAndGet())));
  }

  String newHandle() {
    return "upload-" + versions.incrementAndGet();
  }
}
