package dev.stowage.deploy;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What Kustomize and Helm make of `deploy/kustomize` and `deploy/helm`: each overlay, the chart
/// without values, and the chart with each of its examples.
final class Rendered {

  /// The chart's folder.
  static final Path CHART = Tools.checkout().resolve("deploy/helm/stowage");

  private static final Path OVERLAYS = Tools.checkout().resolve("deploy/kustomize/overlays");

  private Rendered() {}

  /// YAML documents by what they were made from.
  ///
  /// @param home where the programs may keep what they like to keep
  static Map<String, String> all(Path home) throws IOException {
    var rendered = new TreeMap<String, String>();
    for (Path overlay : sorted(OVERLAYS)) {
      rendered.put(
          "overlay " + overlay.getFileName(),
          Command.of(PinnedTool.of("kustomize"), "build", overlay.toString()).run());
    }
    rendered.put("chart", chart(home));
    for (Path values : examples()) {
      rendered.put(
          "chart with " + values.getFileName(),
          template(home, "registry", "--values", values.toString()));
    }
    return rendered;
  }

  /// The chart without values.
  static String chart(Path home) {
    return template(home, "stowage");
  }

  /// The example values of the chart.
  static List<Path> examples() throws IOException {
    return sorted(CHART.resolve("examples"));
  }

  private static String template(Path home, String release, String... more) {
    Command helm = Command.of(PinnedTool.of("helm"), "template", release, CHART.toString());
    return helm.and(more).with("HOME", home.toString()).run();
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
