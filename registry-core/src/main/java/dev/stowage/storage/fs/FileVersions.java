package dev.stowage.storage.fs;

import dev.stowage.storage.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How a file's state is named.
///
/// Up to [#SMALL] bytes it is the hash of the bytes: read in the same breath, it cannot be of
/// another state, and equal versions mean equal bytes. Above, where reading would cost, it is size,
/// inode and modification time, and the store stamps each such file with a time of its own, later
/// than any before: the system's clock ticks too rarely, and it gives inodes out again.
final class FileVersions {

  /// The largest object that is read whole to be named, in bytes.
  static final int SMALL = 64 * 1024;

  private static final int HASH_BYTES = 16;

  private final AtomicLong lastStamp = new AtomicLong();

  static Version ofBytes(byte[] bytes, int offset, int length) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    sha256.update(bytes, offset, length);
    return new Version(HexFormat.of().formatHex(sha256.digest(), 0, HASH_BYTES));
  }

  static Version ofAttributes(BasicFileAttributes attributes) {
    return new Version(
        attributes.size()
            + "-"
            + attributes.fileKey()
            + "-"
            + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  /// Stamps a file of more than [#SMALL] bytes that is not visible yet, and names its state.
  Version stamp(Path file) throws IOException {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    long stamp = lastStamp.updateAndGet(last -> Math.max(last + 1, now));
    Files.setLastModifiedTime(file, FileTime.from(stamp, TimeUnit.MICROSECONDS));
    return ofAttributes(Files.readAttributes(file, BasicFileAttributes.class));
  }
}
