package dev.stowage.upload.parts;

import dev.stowage.storage.StorageException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Where parts are filled that have no room in memory: a folder of this process below the system's
/// folder for temporary files. Made when it is first needed; what a process that was killed left
/// there goes then. Safe for any number of threads.
@Singleton
public final class SpillFolder {

  private static final String PREFIX = "stowage-parts-";
  private static final String LOCK = "lock";

  private final Path parent;
  private @Nullable Path folder;
  private @Nullable FileChannel held;

  public SpillFolder() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  SpillFolder(Path parent) {
    this.parent = parent;
  }

  /// A new empty file, open for reading and writing.
  SpilledPart create() {
    try {
      Path file = Files.createTempFile(folder(), "part-", "");
      return new SpilledPart(
          file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw failed("no file for a part can be made in " + parent, e);
    }
  }

  static StorageException failed(String message, IOException e) {
    return new StorageException(StorageException.Kind.UNAVAILABLE, message, e);
  }

  synchronized void stop(@Observes ShutdownEvent event) throws IOException {
    if (held != null && folder != null) {
      held.close();
      remove(folder);
      folder = null;
    }
  }

  private synchronized Path folder() throws IOException {
    if (folder == null) {
      removeDead();
      Path mine = Files.createTempDirectory(parent, PREFIX);
      held =
          FileChannel.open(mine.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held.lock();
      folder = mine;
    }
    return folder;
  }

  /// A folder whose lock can be had belongs to nobody who lives.
  private void removeDead() throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        Path lock = other.resolve(LOCK);
        if (Files.exists(lock) && isFree(lock)) {
          remove(other);
        }
      }
    }
  }

  private static boolean isFree(Path lock) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.deleteIfExists(folder);
  }
}
