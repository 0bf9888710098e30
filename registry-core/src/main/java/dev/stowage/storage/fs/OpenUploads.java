package dev.stowage.storage.fs;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The files of uploads under way, kept open between parts, so that a part is one system call per
/// piece. Parts share a file; completing and aborting have it alone, so that no part can write into
/// an object that is published.
final class OpenUploads implements AutoCloseable {

  /// How many files stay open while nobody uses them.
  static final int MAX_IDLE = 256;

  /// An open file, or one whose channel was closed by the interruption of a user.
  private static final class OpenFile {
    final FileChannel channel;
    final ReadWriteLock lock = new ReentrantReadWriteLock();

    /// Guarded by `files`.
    int users;

    OpenFile(FileChannel channel) {
      this.channel = channel;
    }
  }

  /// What is done with an upload's file.
  @FunctionalInterface
  interface Use<T> {
    T with(FileChannel channel) throws IOException;
  }

  /// In order of last use; guarded by itself.
  private final Map<Path, OpenFile> files = new LinkedHashMap<>(16, 0.75f, true);

  /// Uses the file together with others. Throws [java.nio.file.NoSuchFileException] if there is
  /// none.
  <T> T shared(Path file, Use<T> use) throws IOException {
    return locked(file, false, use);
  }

  /// Uses the file alone.
  <T> T alone(Path file, Use<T> use) throws IOException {
    return locked(file, true, use);
  }

  private <T> T locked(Path file, boolean alone, Use<T> use) throws IOException {
    while (true) {
      OpenFile open = acquire(file);
      try {
        Lock lock = alone ? open.lock.writeLock() : open.lock.readLock();
        lock.lock();
        try {
          // Closed while we waited: completed, aborted, or its user was interrupted.
          if (open.channel.isOpen()) {
            return use.with(open.channel);
          }
        } finally {
          lock.unlock();
        }
      } finally {
        release(open);
      }
    }
  }

  private OpenFile acquire(Path file) throws IOException {
    synchronized (files) {
      OpenFile open = files.get(file);
      if (open == null || !open.channel.isOpen()) {
        open = new OpenFile(FileChannel.open(file, READ, WRITE));
        files.put(file, open);
      }
      open.users++;
      return open;
    }
  }

  private void release(OpenFile open) throws IOException {
    synchronized (files) {
      open.users--;
      Iterator<OpenFile> eldest = files.values().iterator();
      while (files.size() > MAX_IDLE && eldest.hasNext()) {
        OpenFile candidate = eldest.next();
        if (candidate.users == 0) {
          eldest.remove();
          candidate.channel.close();
        }
      }
    }
  }

  /// Closes and forgets the file; called by who has it [#alone] and has moved or removed it.
  void forget(Path file) throws IOException {
    OpenFile open;
    synchronized (files) {
      open = files.remove(file);
    }
    if (open != null) {
      open.channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    ArrayList<OpenFile> all;
    synchronized (files) {
      all = new ArrayList<>(files.values());
      files.clear();
    }
    for (OpenFile open : all) {
      open.channel.close();
    }
  }
}
