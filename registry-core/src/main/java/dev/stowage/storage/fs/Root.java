package dev.stowage.storage.fs;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The directory this process owns, from [#own] to [#close]. It is made only by [#own]: a root that
/// is removed while the registry runs is never made again, since an empty one would answer "no such
/// blob" for everything.
final class Root implements AutoCloseable {

  /// The setting that every refusal names.
  private static final String SETTING = "stowage.storage.directory.root";

  /// Roots owned by this JVM. Needed besides the file lock: POSIX drops a process's lock when it
  /// closes *any* descriptor of the file, so a second attempt must not even open it.
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final String prefix;
  private final Path temp;
  private final Path lockFile;
  private final FileChannel lockChannel;
  private final Object lockIdentity;
  private volatile boolean closed;

  private Root(Path path, Path lockFile, FileChannel lockChannel) throws IOException {
    this.path = path;
    this.prefix = path + "/";
    this.temp = path.resolve(".tmp");
    this.lockFile = lockFile;
    this.lockChannel = lockChannel;
    this.lockIdentity = identity(lockFile);
  }

  /// Makes the directory if it is missing and takes possession of it. Throws [StorageException] in
  /// words if another registry has it or it cannot be written.
  static Root own(Path configured) {
    Path path;
    try {
      path = Files.createDirectories(configured).toRealPath();
    } catch (IOException e) {
      throw unusable(configured, e);
    }
    if (!OWNED.add(path)) {
      throw held(path);
    }
    try {
      Root root = lock(path);
      try {
        if (!Files.isDirectory(root.temp)) {
          Files.createDirectory(root.temp);
        }
        root.refuseFoldedCase();
        return root;
      } catch (IOException | RuntimeException e) {
        root.lockChannel.close();
        throw e;
      }
    } catch (IOException e) {
      OWNED.remove(path);
      throw unusable(path, e);
    } catch (RuntimeException e) {
      OWNED.remove(path);
      throw e;
    }
  }

  private static Root lock(Path path) throws IOException {
    Path lockFile = path.resolve(".lock");
    FileChannel channel = FileChannel.open(lockFile, CREATE, WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(path);
      }
      return new Root(path, lockFile, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Tags `v1` and `V1` are two keys.
  private void refuseFoldedCase() throws IOException {
    Path probe = temp.resolve("case");
    Files.write(probe, new byte[0]);
    try {
      if (Files.exists(temp.resolve("CASE"))) {
        throw new StorageException(
            Kind.UNAVAILABLE,
            SETTING + ": " + path + " lies on a file system that takes a and A for the same name");
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static StorageException held(Path path) {
    return new StorageException(
        Kind.UNAVAILABLE,
        SETTING
            + ": another running registry holds "
            + path
            + "; stop it or choose another directory");
  }

  private static StorageException unusable(Path path, IOException e) {
    return new StorageException(
        kind(e), SETTING + ": cannot write to " + path + ": " + reason(e), e);
  }

  Path path() {
    return path;
  }

  /// Where files lie that are not objects yet.
  Path temp() {
    return temp;
  }

  Path file(ObjectKey key) {
    if (closed) {
      throw new StorageException(Kind.UNAVAILABLE, "the store is closed");
    }
    return Path.of(prefix + key.value() + "@");
  }

  /// The directory of the keys that begin with `at`, which is empty or a key with a slash behind
  /// it.
  Path directory(String at) {
    return Path.of(prefix + at);
  }

  /// Throws [Kind#UNAVAILABLE] if the root is not, or no longer, ours: removed, replaced,
  /// unmounted, closed. To be asked before absence is believed and before anything is changed.
  void check() {
    if (closed) {
      throw new StorageException(Kind.UNAVAILABLE, "the store is closed");
    }
    try {
      if (identity(lockFile).equals(lockIdentity)) {
        return;
      }
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, gone(), e);
    }
    throw new StorageException(Kind.UNAVAILABLE, gone());
  }

  private String gone() {
    return "the storage directory " + path + " was removed or replaced while the registry runs";
  }

  private static Object identity(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    return key == null ? attributes.creationTime() : key;
  }

  /// What an I/O failure means to the caller; `doing` says what was tried.
  StorageException failure(String doing, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new StorageException(Kind.TIMEOUT, doing + ": interrupted", e);
    }
    try {
      check();
    } catch (StorageException lost) {
      return lost;
    }
    Kind kind = kind(e);
    return new StorageException(
        kind == Kind.UNAVAILABLE ? kindByState() : kind, doing + ": " + reason(e), e);
  }

  /// For a system whose error texts are in another language: what the file system says of itself.
  private Kind kindByState() {
    try {
      FileStore fileSystem = Files.getFileStore(path);
      if (fileSystem.isReadOnly()) {
        return Kind.DENIED;
      }
      return fileSystem.getUsableSpace() < 4096 ? Kind.FULL : Kind.UNAVAILABLE;
    } catch (IOException e) {
      return Kind.UNAVAILABLE;
    }
  }

  private static Kind kind(IOException e) {
    // The JDK keeps errno to itself; what it tells is the text.
    String reason = reason(e).toLowerCase(Locale.ROOT);
    if (reason.contains("no space left") || reason.contains("quota exceeded")) {
      return Kind.FULL;
    }
    if (e instanceof AccessDeniedException
        || reason.contains("read-only file system")
        || reason.contains("operation not permitted")) {
      return Kind.DENIED;
    }
    return Kind.UNAVAILABLE;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is no directory";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "releasing " + lockFile, e);
    } finally {
      OWNED.remove(path);
    }
  }
}
