package dev.stowage.deploy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Where the checkout is, and the system's programs that the tests run; those that are pinned are
/// [dev.stowage.tools.PinnedTool]s. A missing one is an [AssertionError] with the line that brings
/// it.
final class Tools {

  private static final String INSTALL = "install it with: deploy/tools/install";

  private Tools() {}

  /// The checkout's folder, found from where the tests run.
  static Path checkout() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(folder.resolve("deploy/tools/install"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new AssertionError(
            "the tests run inside a checkout, and this is none: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /// A program of the system.
  static Path system(String name) {
    String path =
        Objects.requireNonNullElse(System.getenv("PATH"), "")
            + File.pathSeparator
            + "/usr/sbin"
            + File.pathSeparator
            + "/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return program;
      }
    }
    throw new AssertionError(name + " is not on PATH; " + INSTALL);
  }
}
