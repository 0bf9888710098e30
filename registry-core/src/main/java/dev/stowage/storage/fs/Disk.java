package dev.stowage.storage.fs;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The steps that make a change of the tree durable, one system call each, under a root. Not final
/// so that a test can write down their order.
class Disk {

  /// How often a directory may be taken away (by the removal of its last object) before a writer
  /// who wants to move a file into it gives up.
  private static final int MOVE_ATTEMPTS = 1000;

  private final Path root;
  private final SortedNames names;

  /// @param names is told of every change
  Disk(Path root, SortedNames names) {
    this.root = root;
    this.names = names;
  }

  /// Makes or removes a name.
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private void change(Path directory, Change change) throws IOException {
    names.changing(directory);
    try {
      change.make();
    } finally {
      names.changing(directory);
    }
  }

  /// A new file to be written and read.
  FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, CREATE_NEW, WRITE, READ);
  }

  /// Makes a file's bytes and size durable.
  void sync(FileChannel file) throws IOException {
    file.force(false);
  }

  /// Moves a file to its name, replacing what stands there, and makes the directories above where
  /// they are missing. The name is durable when it returns.
  void move(Path from, Path to) throws IOException {
    Path directory = parent(to);
    for (int attempt = 1; ; attempt++) {
      try {
        change(directory, () -> rename(from, to));
        break;
      } catch (NoSuchFileException e) {
        if (attempt == MOVE_ATTEMPTS || !Files.exists(from)) {
          throw e;
        }
        makeDirectory(directory);
      }
    }
    syncDirectory(directory);
  }

  /// Removes a file, and the directories above it that it leaves empty, except those directly below
  /// the root, which are few and soon used again. Throws NoSuchFileException if there is no such
  /// file.
  void remove(Path file) throws IOException {
    Path directory = parent(file);
    change(directory, () -> Files.delete(file));
    syncDirectory(removeEmpty(directory));
  }

  /// Removes the directory and those above it as far as they are empty; returns the first that
  /// stays. Safe against writers: the system removes none that has anything in it, and [#move]
  /// makes it again.
  private Path removeEmpty(Path directory) throws IOException {
    Path at = directory;
    while (!root.equals(at) && !root.equals(at.getParent())) {
      Path emptied = at;
      Path above = parent(at);
      try {
        change(above, () -> Files.delete(emptied));
      } catch (DirectoryNotEmptyException e) {
        break;
      } catch (NoSuchFileException e) {
        // Another remover was faster.
      }
      at = above;
    }
    return at;
  }

  /// The names in a directory, in any order. Throws NoSuchFileException if there is none.
  static List<String> names(Path directory) throws IOException {
    // The old class: it makes a string for each name, where the new one makes a path.
    String[] names = new File(directory.toString()).list();
    if (names != null) {
      return List.of(names);
    }
    // It does not say why; the new one does.
    List<String> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory)) {
      files.forEach(file -> found.add(String.valueOf(file.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw new IOException(e.getMessage(), e);
    }
    return found;
  }

  private void makeDirectory(Path directory) throws IOException {
    if (directory.equals(root)) {
      throw new NoSuchFileException(root.toString());
    }
    Path above = parent(directory);
    for (int attempt = 1; ; attempt++) {
      try {
        change(above, () -> Files.createDirectory(directory));
        break;
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (NoSuchFileException e) {
        if (attempt == MOVE_ATTEMPTS) {
          throw e;
        }
        makeDirectory(above);
      }
    }
    syncDirectory(above);
  }

  /// rename(2).
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, ATOMIC_MOVE);
  }

  /// Makes the names in a directory durable. One that is gone has none: its last object was removed
  /// meanwhile.
  void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // What was to be synced has been removed, and that was made durable further up.
    }
  }

  private static Path parent(Path path) throws NoSuchFileException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new NoSuchFileException(path.toString());
    }
    return parent;
  }
}
