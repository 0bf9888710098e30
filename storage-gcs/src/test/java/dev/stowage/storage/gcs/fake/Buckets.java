package dev.stowage.storage.gcs.fake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The buckets and what is in them. Every change is one step: its preconditions are checked and the
/// object is swung under the bucket's lock.
final class Buckets {

  private static final int MAX_NAME = 1024;

  private final Map<String, NavigableMap<String, Stored>> buckets = new ConcurrentHashMap<>();
  private final AtomicLong generations =
      new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));

  void create(String bucket) {
    buckets.put(bucket, new TreeMap<>());
  }

  /// The objects by name, in the order of their bytes. To be looked at under its own lock.
  NavigableMap<String, Stored> of(String bucket) {
    NavigableMap<String, Stored> objects = buckets.get(bucket);
    if (objects == null) {
      throw Problem.noBucket();
    }
    return objects;
  }

  /// What stands there; 404 if nothing does, or another generation than asked for.
  Stored get(String bucket, String name, Map<String, String> query) {
    NavigableMap<String, Stored> objects = of(bucket);
    synchronized (objects) {
      Stored found = objects.get(name);
      String generation = query.get("generation");
      if (found == null
          || (generation != null && Preconditions.number(generation) != found.generation())) {
        throw Problem.noObject(bucket, name);
      }
      return found;
    }
  }

  /// What an object will be, but for what its writing makes of it.
  record Draft(String name, Bytes bytes, String contentType, Map<String, String> metadata) {}

  /// Makes it the object of its name.
  Stored put(String bucket, Draft draft, Preconditions preconditions) {
    checkName(draft.name);
    NavigableMap<String, Stored> objects = of(bucket);
    synchronized (objects) {
      preconditions.check(objects.get(draft.name));
      Instant now = Instant.now();
      Stored stored =
          new Stored(
              draft.name,
              draft.bytes,
              generations.incrementAndGet(),
              1,
              draft.contentType,
              Map.copyOf(draft.metadata),
              now,
              now);
      objects.put(draft.name, stored);
      return stored;
    }
  }

  void delete(String bucket, String name, Map<String, String> query) {
    NavigableMap<String, Stored> objects = of(bucket);
    synchronized (objects) {
      Stored found = get(bucket, name, query);
      Preconditions.ofTarget(query).check(found);
      objects.remove(name);
    }
  }

  Stored patch(
      String bucket,
      String name,
      Map<String, String> query,
      @Nullable String contentType,
      Map<String, String> metadata) {
    NavigableMap<String, Stored> objects = of(bucket);
    synchronized (objects) {
      Stored found = get(bucket, name, query);
      Preconditions.ofTarget(query).check(found);
      Stored next =
          new Stored(
              name,
              found.bytes(),
              found.generation(),
              found.metageneration() + 1,
              contentType == null ? found.contentType() : contentType,
              Map.copyOf(metadata),
              found.created(),
              Instant.now());
      objects.put(name, next);
      return next;
    }
  }

  /// Gives an object another name, in one step.
  Stored move(String bucket, String from, String to, Map<String, String> query) {
    if (from.equals(to)) {
      throw Problem.invalid("The source and destination objects are the same.");
    }
    NavigableMap<String, Stored> objects = of(bucket);
    synchronized (objects) {
      Stored source = get(bucket, from, Map.of());
      Preconditions.ofSource(query).check(source);
      Draft draft = new Draft(to, source.bytes(), source.contentType(), source.metadata());
      Stored moved = put(bucket, draft, Preconditions.ofTarget(query));
      objects.remove(from);
      return moved;
    }
  }

  static void checkName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME || name.contains("\n") || name.contains("\r")) {
      throw Problem.invalid("Invalid object name");
    }
  }
}
