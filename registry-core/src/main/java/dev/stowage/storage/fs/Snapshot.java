package dev.stowage.storage.fs;

import static java.nio.file.StandardOpenOption.READ;

import dev.stowage.storage.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is known of one state of a file.
sealed interface Snapshot {

  Version version();

  long size();

  Instant modified();

  /// A state that can be read whole: the bytes if the file is small, else a channel that stays on
  /// it.
  sealed interface Opened extends Snapshot {}

  /// A file of at most [FileVersions#SMALL] bytes.
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Small(byte[] bytes, Version version, Instant modified) implements Opened {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /// A longer one. Whoever takes it closes the channel.
  record Large(FileChannel channel, Version version, long size, Instant modified)
      implements Opened {}

  /// The state of the file now. Throws [java.nio.file.NoSuchFileException] if there is none.
  static Opened of(Path file) throws IOException {
    BasicFileAttributes before = null;
    while (true) {
      FileChannel channel = FileChannel.open(file, READ);
      Opened taken = null;
      try {
        // Asked after opening, so `modified` is never older than what was opened.
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        if (after.size() <= FileVersions.SMALL) {
          taken = small(channel, after);
        } else if (before != null && isSame(before, after)) {
          // What is named by two equal answers was named so between them, when we opened it.
          taken =
              new Large(
                  channel,
                  FileVersions.ofAttributes(after),
                  after.size(),
                  after.lastModifiedTime().toInstant());
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
  }

  /// Size, version and time without holding anything. Throws [java.nio.file.NoSuchFileException] if
  /// there is no file.
  static Snapshot describe(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.size() > FileVersions.SMALL) {
      return new Described(
          FileVersions.ofAttributes(attributes),
          attributes.size(),
          attributes.lastModifiedTime().toInstant());
    }
    Opened taken = of(file);
    if (taken instanceof Large large) {
      large.channel().close();
    }
    return taken;
  }

  /// What is known of a longer file that was not opened.
  record Described(Version version, long size, Instant modified) implements Snapshot {}

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
        FileVersions.ofBytes(bytes, 0, bytes.length),
        attributes.lastModifiedTime().toInstant());
  }

  private static boolean isSame(BasicFileAttributes a, BasicFileAttributes b) {
    return a.size() == b.size()
        && a.lastModifiedTime().equals(b.lastModifiedTime())
        && Objects.equals(a.fileKey(), b.fileKey());
  }
}
