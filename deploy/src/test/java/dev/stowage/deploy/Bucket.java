package dev.stowage.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedSet;

/// What a registry has stored, seen past it.
interface Bucket {

  /// All keys that are there now, but for tombstones: documents of no bytes, which a store keeps
  /// that does not delete on condition.
  SortedSet<String> keys() throws IOException;

  /// The bytes of an object; an [IOException] when it is not there.
  InputStream open(String key) throws IOException;

  /// The names of what is no object: unfinished writes.
  SortedSet<String> strangers() throws IOException;

  /// The objects of a directory store.
  static Bucket directory(Path root) {
    return new DirectoryBucket(root);
  }
}
