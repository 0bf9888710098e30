package dev.stowage.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A program, or a file of a Go module, at the version that `deploy/tools/versions` pins, where
/// `deploy/tools/install` puts it. For the tests of a module beside `deploy`.
public final class PinnedTool {

  private PinnedTool() {}

  /// Throws an [AssertionError] with the line that brings it if it is missing.
  public static Path of(String name) {
    try (Stream<String> lines = Files.lines(Path.of("../deploy/tools/versions"))) {
      String version =
          lines
              .map(line -> line.split(" ", -1))
              .filter(fields -> fields[0].equals(name))
              .map(fields -> fields[2])
              .findFirst()
              .orElseThrow(() -> new AssertionError(name + " is not in deploy/tools/versions"));
      return made(name + "-" + version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What `deploy/tools/install` has made besides.
  public static Path made(String name) {
    Path file = folder().resolve(name);
    if (!Files.isReadable(file)) {
      throw new AssertionError(file + " is missing; install it with: deploy/tools/install");
    }
    return file;
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
