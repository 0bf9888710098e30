package dev.stowage.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A program at the version that `deploy/tools/versions` pins, where `deploy/tools/install` puts
/// it. For the tests of a module beside `deploy`.
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
      Path program = folder().resolve(name + "-" + version);
      if (!Files.isExecutable(program)) {
        throw new AssertionError(program + " is missing; install it with: deploy/tools/install");
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
