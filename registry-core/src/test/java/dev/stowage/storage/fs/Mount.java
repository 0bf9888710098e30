package dev.stowage.storage.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Something mounted for a test.
final class Mount implements AutoCloseable {

  private final Path path;

  private Mount(Path path) {
    this.path = path;
  }

  /// Mounts one of `size` bytes there.
  static Mount tmpfs(Path path, long size) {
    run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString());
    return new Mount(path);
  }

  Path path() {
    return path;
  }

  /// Covers a directory by itself, read-only, whatever is open in it.
  static Mount readOnly(Path path) {
    run("mount", "--bind", path.toString(), path.toString());
    Mount cover = new Mount(path);
    run("mount", "-o", "remount,bind,ro", path.toString());
    return cover;
  }

  @Override
  public void close() {
    run("umount", "-l", path.toString());
  }

  private static void run(String... command) {
    List<String> said = new ArrayList<>();
    int status;
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var lines = process.inputReader()) {
        lines.lines().forEach(said::add);
      }
      status = process.waitFor();
    } catch (IOException e) {
      throw new AssertionError("no mount here; install it: apt-get install mount", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    if (status != 0) {
      throw new AssertionError(
          "this test mounts file systems and must run as root, or in: unshare --user --map-root-user"
              + " --mount <command>; "
              + String.join(" ", command)
              + " said: "
              + String.join(" ", said));
    }
  }
}
