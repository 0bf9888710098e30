package dev.stowage.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileVersionsTest {

  /// One inode, one size, and all within a tick of the system's clock: the worst that a file system
  /// can do to us.
  @Test
  void namesEveryStateOfALargeFileDifferently(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[FileVersions.SMALL + 1]);
    FileVersions versions = new FileVersions();
    Set<Version> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      assertThat(seen.add(versions.stamp(file))).isTrue();
    }
  }

  @Test
  void namesEqualBytesEqually() {
    byte[] bytes = "-object-".getBytes(StandardCharsets.US_ASCII);
    byte[] other = "+object+".getBytes(StandardCharsets.US_ASCII);
    assertThat(FileVersions.ofBytes(bytes, 1, 6)).isEqualTo(FileVersions.ofBytes(other, 1, 6));
    assertThat(FileVersions.ofBytes(bytes, 0, 7)).isNotEqualTo(FileVersions.ofBytes(other, 0, 7));
  }
}
