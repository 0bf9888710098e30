package dev.stowage.lease;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file that is locked as long as its process lives, in the system's folder for temporary files:
/// whoever finds it unlocked knows for certain that the process has died. Where there is no file
/// (another machine, another container) nothing is known.
final class LifeSign implements AutoCloseable {

  private static final Pattern HOLDER = Pattern.compile("[0-9a-f]{32}");

  private final Path file;
  private final @Nullable FileChannel held;

  private LifeSign(Path file, @Nullable FileChannel held) {
    this.file = file;
    this.held = held;
  }

  /// The sign of this process under that name. Without effect where no file can be written.
  static LifeSign of(String holder) {
    Path file = file(holder);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      channel.lock();
      return new LifeSign(file, channel);
    } catch (IOException e) {
      return new LifeSign(file, null);
    }
  }

  /// Whether the process of that name is known to have died.
  static boolean isDead(String holder) {
    if (!HOLDER.matcher(holder).matches() || !Files.exists(file(holder))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file(holder), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /// Removes what a process left that has died.
  static void forget(String holder) {
    if (isDead(holder)) {
      try {
        Files.deleteIfExists(file(holder));
      } catch (IOException e) {
        // A file of no bytes stays until the system clears its temporary files.
      }
    }
  }

  private static Path file(String holder) {
    return Path.of(System.getProperty("java.io.tmpdir"), "stowage-solo-" + holder + ".lock");
  }

  @Override
  public void close() {
    try {
      if (held != null) {
        Files.deleteIfExists(file);
        held.close();
      }
    } catch (IOException e) {
      // A file of no bytes stays until the system clears its temporary files.
    }
  }
}
