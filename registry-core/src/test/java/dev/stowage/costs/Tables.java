package dev.stowage.costs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page of the documentation whose tables are what tests have found.
final class Tables {

  /// Whether to write them: `-Dcosts.write`.
  private static final boolean WRITE = System.getProperty("costs.write") != null;

  private final Path page;
  private final String before;
  private String wanted;

  private Tables(Path page, String text) {
    this.page = page;
    this.before = text;
    this.wanted = text;
  }

  static Tables of(Path page) throws IOException {
    return new Tables(page, Files.readString(page));
  }

  /// These rows are those of the table that the marks of that name enclose, below its two lines of
  /// heading.
  Tables with(String name, Stream<String> rows) {
    String begin = "<!-- " + name + " -->\n";
    int at = wanted.indexOf(begin);
    int end = wanted.indexOf("\n<!-- end -->", at);
    assertThat(at).as("the mark of the table %s", name).isNotNegative();
    int heading = wanted.indexOf('\n', wanted.indexOf('\n', at + begin.length()) + 1);
    wanted =
        wanted.substring(0, heading)
            + rows.map(row -> "\n" + row).collect(Collectors.joining())
            + wanted.substring(end);
    return this;
  }

  /// Fails if the page says anything else, or writes it.
  void check(String how) throws IOException {
    if (WRITE) {
      Files.writeString(page, wanted);
    } else {
      assertThat(before)
          .as("%s holds other figures; run with %s -Dcosts.write", page, how)
          .isEqualTo(wanted);
    }
  }
}
