package dev.stowage.storage.fs;

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
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// A store in a local directory, which this process alone may change while it is open.
///
/// A write is a file made aside, fsync, a look at the condition, rename(2), and fsync of the
/// directory; the last three under a lock of the key, so that what a refused writer was told is
/// durable too. A reader may see an object in the instant before its name is on the disk; what it
/// then writes is later in the journal of the file system (ext4, XFS, Btrfs), so it cannot outlive
/// what it relied on.
public final class DirectoryStore implements ObjectStore {

  private static final Capabilities CAPABILITIES =
      new Capabilities(true, false, true, 1, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final Root root;
  private final Disk disk;
  private final SortedNames names;
  private final Drafts drafts;
  private final StagedFiles uploads;
  private final KeyLocks locks = new KeyLocks();

  private DirectoryStore(Root root, Disk disk, SortedNames names) {
    this.root = root;
    this.disk = disk;
    this.names = names;
    FileVersions versions = new FileVersions();
    this.drafts = new Drafts(root.temp(), disk, versions);
    this.uploads = new StagedFiles(root, disk, versions, this::place);
  }

  /// Takes possession of the directory, which is made if it is missing, and removes what a former
  /// process left half written. Throws [StorageException], in words that name the setting, if
  /// another registry has the directory, it cannot be written, or its file system does not tell `a`
  /// from `A`.
  public static DirectoryStore open(Path directory) {
    Root root = Root.own(directory);
    SortedNames names = new SortedNames();
    return open(root, new Disk(root.path(), names), names);
  }

  static DirectoryStore open(Root root, Disk disk, SortedNames names) {
    DirectoryStore store = new DirectoryStore(root, disk, names);
    try {
      store.drafts.clear();
      store.uploads.clear();
      return store;
    } catch (IOException e) {
      StorageException failure = root.failure("clearing " + root.temp(), e);
      root.close();
      throw failure;
    }
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    try {
      Snapshot.State state = Snapshot.describe(root.file(key));
      return state == null ? absent() : Optional.of(info(key, state));
    } catch (IOException e) {
      throw root.failure("reading " + key, e);
    }
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    try {
      Snapshot taken = Snapshot.of(root.file(key));
      if (taken == null) {
        return absent();
      }
      ObjectInfo info = info(key, taken.state());
      return Optional.of(
          switch (taken) {
            case Snapshot.Small small -> new BytesBody(info, range, small.bytes());
            case Snapshot.Large large ->
                new FileBody(info, range.within(large.state().size()), large.channel());
          });
    } catch (IOException e) {
      throw root.failure("reading " + key, e);
    }
  }

  /// There is no such file, and not because there is no root any more.
  private <T> Optional<T> absent() {
    root.check();
    return Optional.empty();
  }

  private static ObjectInfo info(ObjectKey key, Snapshot.State state) {
    return new ObjectInfo(key, state.size(), state.version(), state.modified());
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    try {
      if (isRefusedAlready(key, condition)) {
        return WriteResult.refused();
      }
      return publish(drafts.of(content), key, condition);
    } catch (IOException e) {
      throw root.failure("writing " + key, e);
    }
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    try {
      if (isRefusedAlready(to, condition)) {
        return WriteResult.refused();
      }
      return publish(draftOf(from), to, condition);
    } catch (IOException e) {
      throw root.failure("copying " + from + " to " + to, e);
    }
  }

  private Drafts.Draft draftOf(ObjectKey from) throws IOException {
    return switch (Snapshot.of(root.file(from))) {
      case null -> {
        root.check();
        throw new StorageException(Kind.MISUSE, "no object " + from + " to copy");
      }
      case Snapshot.Small small -> drafts.of(Content.of(small.bytes()));
      case Snapshot.Large large -> {
        try (var channel = large.channel()) {
          yield drafts.large(to -> Transfer.write(channel, 0, large.state().size(), to, 0));
        }
      }
    };
  }

  /// Spares the writing where the object is there already.
  private boolean isRefusedAlready(ObjectKey key, Condition condition) throws IOException {
    if (!(condition instanceof IfAbsent) || !Files.exists(root.file(key))) {
      return false;
    }
    Lock lock = locks.of(key);
    lock.lock();
    try {
      root.check();
      return !holds(condition, root.file(key));
    } finally {
      lock.unlock();
    }
  }

  private WriteResult publish(Drafts.Draft draft, ObjectKey key, Condition condition)
      throws IOException {
    boolean moved = false;
    try {
      WriteResult result = place(key, draft.file(), draft.version(), condition);
      moved = result.written();
      return result;
    } finally {
      if (!moved) {
        Files.deleteIfExists(draft.file());
      }
    }
  }

  /// Gives a durable file the key's name if the condition holds.
  private WriteResult place(ObjectKey key, Path file, Version version, Condition condition)
      throws IOException {
    Path target = root.file(key);
    Lock lock = locks.of(key);
    lock.lock();
    try {
      root.check();
      if (!holds(condition, target)) {
        return WriteResult.refused();
      }
      disk.move(file, target);
    } finally {
      lock.unlock();
    }
    return new WriteResult.Written(version);
  }

  private static boolean holds(Condition condition, Path target) throws IOException {
    return switch (condition) {
      case Always _ -> true;
      case IfAbsent _ -> !Files.exists(target);
      case IfVersion(var version) -> {
        Snapshot.State stands = Snapshot.describe(target);
        yield stands != null && stands.version().equals(version);
      }
    };
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    if (condition instanceof IfAbsent) {
      throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    }
    Path target = root.file(key);
    Lock lock = locks.of(key);
    lock.lock();
    try {
      root.check();
      if (condition instanceof IfVersion && !holds(condition, target)) {
        return false;
      }
      disk.remove(target);
      return true;
    } catch (NoSuchFileException e) {
      root.check();
      return true;
    } catch (IOException e) {
      throw root.failure("deleting " + key, e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    List<DeleteFailure> failures = new ArrayList<>();
    for (ObjectKey key : keys) {
      try {
        delete(key, Condition.ALWAYS);
      } catch (StorageException e) {
        failures.add(new DeleteFailure(key, e.kind(), String.valueOf(e.getMessage())));
      }
    }
    return failures;
  }

  @Override
  public ListPage list(ListQuery query) {
    try {
      ListPage page = new Listing(root, names, query).page();
      root.check();
      return page;
    } catch (IOException e) {
      throw root.failure("listing " + query.prefix(), e);
    }
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
  public void close() {
    try {
      uploads.close();
    } catch (IOException e) {
      throw root.failure("closing the store", e);
    } finally {
      root.close();
    }
  }
}
