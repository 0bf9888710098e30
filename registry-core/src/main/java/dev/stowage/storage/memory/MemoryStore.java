package dev.stowage.storage.memory;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.BytesBody;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.Always;
import dev.stowage.storage.Condition.IfAbsent;
import dev.stowage.storage.Condition.IfVersion;
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
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryBucket.Stored;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/// A store in the heap. Exact in every condition; an object is at most [#MAX_OBJECT] long; nothing
/// survives the process. It keeps what is written to it, so it is as large as its objects: not for
/// production.
public final class MemoryStore implements ObjectStore {

  /// The largest object, in bytes.
  public static final int MAX_OBJECT = Integer.MAX_VALUE - 16;

  private final Capabilities capabilities;
  private final MemoryBucket bucket;
  private final StagedUploads uploads;

  /// An empty bucket.
  public MemoryStore() {
    this(new MemoryBucket());
  }

  /// Another view of that bucket.
  public MemoryStore(MemoryBucket bucket) {
    this(bucket, true);
  }

  private MemoryStore(MemoryBucket bucket, boolean conditionalDelete) {
    this.capabilities =
        new Capabilities(
            true, false, conditionalDelete, 1, MAX_OBJECT, Integer.MAX_VALUE, Integer.MAX_VALUE);
    this.bucket = bucket;
    this.uploads = new MemoryUploads(this, bucket);
  }

  /// Another view of that bucket, which cannot delete on condition, as some stores that speak S3
  /// cannot.
  public static MemoryStore withoutConditionalDelete(MemoryBucket bucket) {
    return new MemoryStore(bucket, false);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return Optional.ofNullable(bucket.objects.get(key.value())).map(found -> info(key, found));
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    return Optional.ofNullable(bucket.objects.get(key.value()))
        .map(found -> new BytesBody(info(key, found), range, found.bytes));
  }

  private static ObjectInfo info(ObjectKey key, Stored found) {
    return new ObjectInfo(key, found.bytes.length, found.version, found.modified);
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    return put(key, bytes(content), condition);
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    Stored source = bucket.objects.get(from.value());
    if (source == null) {
      throw new StorageException(Kind.MISUSE, "no object " + from + " to copy");
    }
    return put(to, source.bytes, condition);
  }

  WriteResult put(ObjectKey key, byte[] bytes, Condition condition) {
    Stored next = bucket.stored(bytes);
    boolean stands =
        switch (condition) {
          case Always _ -> {
            bucket.objects.put(key.value(), next);
            yield true;
          }
          case IfAbsent _ -> bucket.objects.putIfAbsent(key.value(), next) == null;
          case IfVersion(var version) -> {
            Stored current = bucket.objects.get(key.value());
            yield current != null
                && current.version.equals(version)
                && bucket.objects.replace(key.value(), current, next);
          }
        };
    return stands ? new WriteResult.Written(next.version) : WriteResult.refused();
  }

  /// The content in an array of its own.
  static byte[] bytes(Content content) {
    if (content.length() > MAX_OBJECT) {
      throw new StorageException(
          Kind.FULL, "the memory store holds no object of " + content.length() + " bytes");
    }
    int length = (int) content.length();
    return switch (content) {
      case Content.Bytes bytes -> bytes.copy();
      case Content.File(var path, var offset, _) -> {
        try (InputStream in = Files.newInputStream(path)) {
          in.skipNBytes(offset);
          yield exactly(in, length);
        } catch (EOFException e) {
          throw new StorageException(Kind.MISUSE, "the file is shorter than announced", e);
        } catch (IOException e) {
          throw new StorageException(Kind.UNAVAILABLE, "reading the file to store", e);
        }
      }
    };
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new StorageException(
          Kind.MISUSE, "content ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return switch (condition) {
      case Always _ -> {
        bucket.objects.remove(key.value());
        yield true;
      }
      case IfVersion(var version) -> {
        if (!capabilities.conditionalDelete()) {
          throw new StorageException(Kind.MISUSE, "this store cannot delete on condition");
        }
        Stored current = bucket.objects.get(key.value());
        yield current != null
            && current.version.equals(version)
            && bucket.objects.remove(key.value(), current);
      }
      case IfAbsent _ -> throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    };
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    keys.forEach(key -> bucket.objects.remove(key.value()));
    return List.of();
  }

  @Override
  public ListPage list(ListQuery query) {
    List<ListPage.Entry> objects = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    String last = "";
    NavigableMap<String, Stored> rest = bucket.objects.tailMap(query.prefix(), true);
    if (query.startAfter().compareTo(query.prefix()) >= 0) {
      rest = bucket.objects.tailMap(query.startAfter(), false);
    }
    for (Map.Entry<String, Stored> entry : rest.entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(query.prefix())) {
        break;
      }
      int slash = query.delimited() ? key.indexOf('/', query.prefix().length()) : -1;
      String name = slash < 0 ? key : key.substring(0, slash + 1);
      if (name.compareTo(query.startAfter()) <= 0 || name.equals(last)) {
        continue;
      }
      if (objects.size() + groups.size() == query.limit()) {
        return new ListPage(objects, groups, last);
      }
      if (slash < 0) {
        objects.add(new ListPage.Entry(new ObjectKey(key), entry.getValue().bytes.length));
      } else {
        groups.add(name);
      }
      last = name;
    }
    return new ListPage(objects, groups, "");
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return Optional.empty();
  }

  @Override
  public StagedUploads uploads() {
    return uploads;
  }

  @Override
  public void close() {}
}
