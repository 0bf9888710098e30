package dev.stowage.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedSet;
import java.util.TreeSet;

/// The files of a directory store: an object lies at `<key>@` below the root.
record DirectoryBucket(Path root) implements Bucket {

  @Override
  public SortedSet<String> keys() throws IOException {
    var keys = new TreeSet<String>();
    for (String name : names()) {
      if (isObject(name)) {
        keys.add(name.substring(0, name.length() - 1));
      }
    }
    return keys;
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(root.resolve(key + "@"));
  }

  @Override
  public SortedSet<String> strangers() throws IOException {
    SortedSet<String> names = names();
    names.removeIf(name -> isObject(name) || name.equals(".lock"));
    return names;
  }

  private static boolean isObject(String name) {
    return name.endsWith("@") && !name.startsWith(".tmp/");
  }

  private SortedSet<String> names() throws IOException {
    var names = new TreeSet<String>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            names.add(root.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // taken away by the janitor while we look
            }
            throw e;
          }
        });
    return names;
  }
}
