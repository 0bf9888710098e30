package dev.stowage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of the house that class files cannot show.
class SourceFilesTest {
  private static final int MOST_LINES = 400;

  /// Tests run in the folder of their module, one below the root of the project.
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void noSourceFileIsLongerThanOneIdea() throws IOException {
    assertThat(sources(ROOT))
        .as("source files of more than %d lines hold more than one idea: split them", MOST_LINES)
        .filteredOn(file -> lines(file).size() > MOST_LINES)
        .isEmpty();
  }

  @Test
  void everyPackageTellsWhatItHolds() throws IOException {
    assertThat(sources(ROOT).stream().filter(SourceFilesTest::isMain).map(Path::getParent))
        .as("packages without a package-info.java whose /// comment says what the room holds")
        .filteredOn(folder -> !hasEssay(folder.resolve("package-info.java")))
        .isEmpty();
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> root.relativize(file).toString().matches("[^/]+/src/.*"))
              .toList();
      assertThat(sources).as("source files below %s", root).isNotEmpty();
      return sources;
    }
  }

  private static boolean isMain(Path file) {
    return file.toString().contains("/src/main/java/");
  }

  private static boolean hasEssay(Path packageInfo) {
    return Files.exists(packageInfo)
        && lines(packageInfo).stream().anyMatch(line -> line.startsWith("/// "));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
