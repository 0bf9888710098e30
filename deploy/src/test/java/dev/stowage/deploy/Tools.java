package dev.stowage.deploy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the programs are that the tests run. A missing one is an [AssertionError] with the line
/// that brings it.
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

  /// A Go program at the version that `deploy/tools/versions` pins.
  static Path pinned(String name) {
    try (var lines = Files.lines(checkout().resolve("deploy/tools/versions"))) {
      String version =
          lines
              .map(line -> line.split(" "))
              .filter(fields -> fields[0].equals(name))
              .map(fields -> fields[2])
              .findFirst()
              .orElseThrow(() -> new AssertionError(name + " is not in deploy/tools/versions"));
      Path program = folder().resolve(name + "-" + version);
      if (!Files.isExecutable(program)) {
        throw new AssertionError(name + " " + version + " is not in " + folder() + "; " + INSTALL);
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A program of the system.
  static Path system(String name) {
    String path =
        variable("PATH").orElse("")
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

  private static Path folder() {
    return variable("STOWAGE_TOOLS")
        .map(Path::of)
        .orElseGet(
            () ->
                variable("XDG_CACHE_HOME")
                    .map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("stowage-tools"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }
}
