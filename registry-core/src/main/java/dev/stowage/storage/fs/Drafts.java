package dev.stowage.storage.fs;

import dev.stowage.storage.Content;
import dev.stowage.storage.Version;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Objects written aside, durable, and not yet moved to their names: files `w-<number>` in the
/// temporary directory. Those of a former process are worthless and removed by [#clear].
final class Drafts {

  private static final String PREFIX = "w-";

  private final Path directory;
  private final Disk disk;
  private final FileVersions versions;
  private final AtomicLong count = new AtomicLong();

  Drafts(Path directory, Disk disk, FileVersions versions) {
    this.directory = directory;
    this.disk = disk;
    this.versions = versions;
  }

  /// A durable file, and how its state is named. Whoever takes it moves or removes the file.
  record Draft(Path file, Version version) {}

  /// Something that fills a new file from its beginning.
  @FunctionalInterface
  interface Filling {
    void into(FileChannel file) throws IOException;
  }

  Draft of(Content content) throws IOException {
    if (content.length() > FileVersions.SMALL) {
      return large(file -> Transfer.write(content, file, 0));
    }
    byte[] bytes = Transfer.small(content);
    Path file = fill(out -> Transfer.write(Content.of(bytes), out, 0));
    return new Draft(file, FileVersions.ofBytes(bytes, 0, bytes.length));
  }

  /// One of more than [FileVersions#SMALL] bytes.
  Draft large(Filling filling) throws IOException {
    Path file = fill(filling);
    try {
      return new Draft(file, versions.stamp(file));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private Path fill(Filling filling) throws IOException {
    Path file = directory.resolve(PREFIX + count.incrementAndGet());
    boolean done = false;
    try (FileChannel channel = disk.create(file)) {
      filling.into(channel);
      disk.sync(channel);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
    return file;
  }

  /// Removes what a former process left.
  void clear() throws IOException {
    for (String name : Disk.names(directory)) {
      if (name.startsWith(PREFIX)) {
        Files.deleteIfExists(directory.resolve(name));
      }
    }
  }
}
