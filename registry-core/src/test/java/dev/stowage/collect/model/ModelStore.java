package dev.stowage.collect.model;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.BytesBody;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A bucket as one actor uses it: each call waits for its turn, and what it answers is noted.
final class ModelStore implements ObjectStore {

  private static final Pattern CHANCE = Pattern.compile("\"(created|pushedAt)\":\"[^\"]*\"");
  private static final Pattern MARK = Pattern.compile(",\"condemned\":\"[^\"]*\"|\0[^\0]*\0$");

  private final ModelBucket bucket;
  private final Turns turns;
  private final Set<Mutation> mutations;
  private int written;

  /// Where a call waits, and answers are noted.
  interface Turns {
    /// Waits for the turn of a call, of which it is told what it will do.
    void await(String call);

    void noted(Object answer);

    /// Turns that come at once.
    Turns NONE =
        new Turns() {
          @Override
          public void await(String call) {}

          @Override
          public void noted(Object answer) {}
        };
  }

  /// The bucket for one actor.
  ///
  /// @param mutations in what this actor does wrong
  ModelStore(ModelBucket bucket, Turns turns, Set<Mutation> mutations) {
    this.bucket = bucket;
    this.turns = turns;
    this.mutations = mutations;
  }

  private <T> T call(String what, String key, Supplier<T> work) {
    if (!ModelBucket.isPrivate(key)) {
      turns.await(what + " " + key);
    }
    return work.get();
  }

  private <T> T noted(T answer, String key, Object note) {
    if (!ModelBucket.isPrivate(key)) {
      turns.noted(note);
    }
    return answer;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        false, false, !mutations.contains(Mutation.TOMBSTONES), 1, 1 << 20, 100, 1000);
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    Optional<byte[]> found = read("head", key);
    return found.map(bytes -> info(key, bytes));
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    Optional<byte[]> found = read("open", key);
    return found.map(
        bytes -> {
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          byte[] seen =
              mutations.stream().anyMatch(m -> m.isBlindTo(key.value()))
                  ? MARK.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1)
                  : bytes;
          ObjectInfo info =
              new ObjectInfo(
                  key, seen.length, info(key, bytes).version(), info(key, bytes).modified());
          return new BytesBody(info, range, seen);
        });
  }

  private Optional<byte[]> read(String what, ObjectKey key) {
    return call(
        what,
        key.value(),
        () -> {
          Optional<byte[]> found = Optional.ofNullable(bucket.objects.get(key.value()));
          String text = found.map(b -> new String(b, StandardCharsets.ISO_8859_1)).orElse("none");
          String note = ModelBucket.isMarked(text) ? text + bucket.times.get(key.value()) : text;
          return noted(found, key.value(), note);
        });
  }

  private ObjectInfo info(ObjectKey key, byte[] bytes) {
    String version = new String(bytes, StandardCharsets.ISO_8859_1);
    int time = bucket.times.getOrDefault(key.value(), 0);
    return new ObjectInfo(key, bytes.length, new Version(version), ModelBucket.instant(time));
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    byte[] bytes = exact(((Content.Bytes) content).copy());
    Condition asked = mutations.contains(Mutation.WRITES_BLINDLY) ? Condition.ALWAYS : condition;
    return call(
        "write",
        key.value(),
        () -> {
          boolean holds = holds(key, asked);
          if (holds && !isIgnored(key)) {
            bucket.put(key.value(), bytes);
            if (mutations.contains(Mutation.DATA_FIRST) && key.value().startsWith("doomed/")) {
              bucket.objects.keySet().removeIf(k -> isNamed(k, bytes));
            }
          }
          WriteResult result =
              holds ? new WriteResult.Written(info(key, bytes).version()) : WriteResult.refused();
          return noted(result, key.value(), holds);
        });
  }

  private boolean isIgnored(ObjectKey key) {
    return (mutations.contains(Mutation.NO_LIST) && key.value().startsWith("doomed/"))
        || (mutations.contains(Mutation.LIST_WITHOUT_NEW_MARK) && key.value().startsWith("blobs/"));
  }

  private static boolean isNamed(String key, byte[] list) {
    return key.startsWith("data/")
        && new String(list, StandardCharsets.UTF_8)
            .contains(key.substring(key.lastIndexOf('/') + 1));
  }

  /// Times that only tell one write from another: exact, and the same in each run.
  private byte[] exact(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Instant time = Instant.ofEpochSecond(turns.hashCode() % 1000, ++written);
    return CHANCE
        .matcher(text)
        .replaceAll("\"$1\":\"" + time + "\"")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean holds(ObjectKey key, Condition condition) {
    byte[] stands = bucket.objects.get(key.value());
    return switch (condition) {
      case Condition.Always _ -> true;
      case Condition.IfAbsent _ -> stands == null;
      case Condition.IfVersion(var version) ->
          stands != null && info(key, stands).version().equals(version);
    };
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    Condition asked = mutations.contains(Mutation.DELETES_BLINDLY) ? Condition.ALWAYS : condition;
    return call(
        "delete",
        key.value(),
        () -> {
          boolean holds = holds(key, asked);
          if (holds) {
            bucket.objects.remove(key.value());
          }
          return noted(holds, key.value(), holds);
        });
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    if (keys.getFirst().value().startsWith("data/")) {
      turns.await("delete all " + keys);
    }
    keys.forEach(key -> bucket.objects.remove(key.value()));
    return List.of();
  }

  @Override
  public ListPage list(ListQuery query) {
    return call(
        "list",
        query.prefix(),
        () -> {
          List<ListPage.Entry> entries = new ArrayList<>();
          for (var object : bucket.objects.tailMap(query.prefix()).entrySet()) {
            var key = new ObjectKey(object.getKey());
            if (query.admits(key)) {
              entries.add(new ListPage.Entry(key, object.getValue().length));
            }
          }
          boolean more = entries.size() > query.limit();
          List<ListPage.Entry> page =
              List.copyOf(more ? entries.subList(0, query.limit()) : entries);
          String note =
              query.prefix().startsWith("doomed/")
                  ? Integer.toString(page.size())
                  : page.toString() + more;
          return noted(
              new ListPage(page, List.of(), more ? page.getLast().key().value() : ""),
              query.prefix(),
              note);
        });
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return Optional.empty();
  }

  @Override
  public StagedUploads uploads() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
