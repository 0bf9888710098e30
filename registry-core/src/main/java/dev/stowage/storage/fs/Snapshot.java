package dev.stowage.storage.fs;

import static java.nio.file.StandardOpenOption.READ;

import dev.stowage.storage.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One state of a file, whole: its bytes if it is small, else a channel that stays on it.
sealed interface Snapshot {

  /// What is told of it.
  State state();

  record State(Version version, long size, Instant modified) {}

  /// A file of at most [FileVersions#SMALL] bytes.
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Small(byte[] bytes, State state) implements Snapshot {}

  /// A longer one. Whoever takes it closes the channel.
  record Large(FileChannel channel, State state) implements Snapshot {}

  /// The state of the file now; null if there is none.
  static @Nullable Snapshot of(Path file) throws IOException {
    BasicFileAttributes before = attributes(file);
    while (before != null) {
      FileChannel channel = open(file);
      if (channel == null) {
        return null;
      }
      Snapshot taken = null;
      try {
        // Asked after opening, so `modified` is never older than what was opened.
        BasicFileAttributes after = attributes(file);
        if (after != null && after.size() <= FileVersions.SMALL) {
          taken = small(channel, after);
        } else if (after != null && isSame(before, after)) {
          // What is named by two equal answers was named so between them, when we opened it.
          taken = new Large(channel, large(after));
        }
        if (taken != null) {
          return taken;
        }
        before = after;
      } finally {
        if (!(taken instanceof Large)) {
          channel.close();
        }
      }
    }
    return null;
  }

  /// Size, version and time without holding anything; null if there is no file.
  static @Nullable State describe(Path file) throws IOException {
    BasicFileAttributes now = attributes(file);
    if (now == null || now.size() > FileVersions.SMALL) {
      return now == null ? null : large(now);
    }
    return switch (of(file)) {
      case Small small -> small.state();
      case Large(var channel, var state) -> {
        channel.close();
        yield state;
      }
      case null -> null;
    };
  }

  /// Null if there is no file: that is asked too often to be an exception.
  private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
    return file.getFileSystem().provider().readAttributesIfExists(file, BasicFileAttributes.class);
  }

  /// Null if the file has just gone.
  private static @Nullable FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, READ);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static State large(BasicFileAttributes attributes) {
    return new State(
        FileVersions.ofAttributes(attributes),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  /// Null if the file turns out to be longer than it was said to be: replaced in between.
  private static @Nullable Small small(FileChannel channel, BasicFileAttributes attributes)
      throws IOException {
    int size = (int) attributes.size();
    // One byte more than expected: that it stays free says that the end was reached.
    ByteBuffer buffer = ByteBuffer.allocate(size + 1);
    int read;
    do {
      read = channel.read(buffer);
    } while (read > 0 && buffer.position() < size);
    if (!buffer.hasRemaining()) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
    return new Small(
        bytes,
        new State(
            FileVersions.ofBytes(bytes, 0, bytes.length),
            bytes.length,
            attributes.lastModifiedTime().toInstant()));
  }

  private static boolean isSame(BasicFileAttributes a, BasicFileAttributes b) {
    return a.size() == b.size()
        && a.lastModifiedTime().equals(b.lastModifiedTime())
        && Objects.equals(a.fileKey(), b.fileKey());
  }
}
