package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The OCI conformance suite. Its exit code says little (a skipped check and a configuration it
/// cannot read both end in zero), so its report is what counts: every API and every data set must
/// say `Pass`.
final class Conformance {

  private static final int APIS = 28;
  private static final int DATA_SETS = 24;

  /// All that can run: a registry that cannot mount without `from` is asked four questions less.
  private static final int STRICT_CHECKS = 986;

  private static final int SPARSE_CHECKS = 1032;

  private Conformance() {}

  /// Asks all of the registry at `host:port`; reports go to `folder`.
  ///
  /// @param sparse whether that registry takes manifests that name what is not there
  static void passes(String registry, Path folder, boolean sparse) throws IOException {
    Path report = Files.createDirectory(folder.resolve("report"));
    var result =
        Command.of(PinnedTool.of("conformance"))
            .in(folder)
            .with("OCI_REGISTRY", registry)
            .with("OCI_TLS", "disabled")
            .with("OCI_VERSION", "dev")
            .with("OCI_DATA_SPARSE", Boolean.toString(sparse))
            .with("OCI_RESULTS_DIR", report.toString())
            .result();
    assertThat(report.resolve("results.yaml")).as(result.errors()).exists();
    String results = Files.readString(report.resolve("results.yaml"));
    Map<String, String> apis = section(results, "apis");
    Map<String, String> data = section(results, "data");
    if (!sparse) {
      // The one data set that asks for what the strict setting refuses.
      assertThat(data.remove("Sparse Manifests")).isEqualTo("Disabled");
    }
    List<String> failures = failures(Files.readString(report.resolve("junit.xml")));
    assertThat(failures).as("checks that did not pass").isEmpty();
    assertThat(apis).as("APIs").hasSize(APIS).allSatisfy((name, verdict) -> passed(verdict));
    assertThat(data)
        .as("data sets")
        .hasSize(sparse ? DATA_SETS : DATA_SETS - 1)
        .allSatisfy((name, verdict) -> passed(verdict));
    assertThat(checks(Files.readString(report.resolve("junit.xml"))))
        .isEqualTo(sparse ? SPARSE_CHECKS : STRICT_CHECKS);
    assertThat(result.code()).isZero();
  }

  private static void passed(String verdict) {
    assertThat(verdict).isEqualTo("Pass");
  }

  /// The entries of one top-level mapping of the report, which is two levels deep there.
  private static Map<String, String> section(String yaml, String name) {
    var entries = new TreeMap<String, String>();
    boolean inside = false;
    for (String line : yaml.split("\n", -1)) {
      if (!line.startsWith(" ")) {
        inside = line.equals(name + ":");
      } else if (inside) {
        int colon = line.lastIndexOf(": ");
        entries.put(line.substring(0, colon).strip(), line.substring(colon + 2).strip());
      }
    }
    return entries;
  }

  private static int checks(String junit) {
    Matcher suites = Pattern.compile("<testsuites [^>]*tests=\"(\\d+)\"").matcher(junit);
    assertThat(suites.find()).as("the number of checks in junit.xml").isTrue();
    return Integer.parseInt(suites.group(1));
  }

  /// Every check that did not pass, with the requests and answers the suite wrote down.
  private static List<String> failures(String junit) {
    var failures = new ArrayList<String>();
    Matcher cases =
        Pattern.compile(
                "<testcase name=\"([^\"]*)\"[^>]*status=\"(\\w+)\">(.*?)</testcase>",
                Pattern.DOTALL)
            .matcher(junit);
    while (cases.find()) {
      if (!cases.group(2).equals("passed")) {
        String said =
            cases
                .group(3)
                .replace("&#xA;", "\n")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .strip();
        failures.add(
            cases.group(1)
                + ": "
                + cases.group(2)
                + "\n"
                + said.substring(0, Math.min(4000, said.length()))
                + "\n");
      }
    }
    return failures;
  }
}
