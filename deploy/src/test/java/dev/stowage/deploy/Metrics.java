package dev.stowage.deploy;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// What a registry exposes at `/q/metrics` at one moment: `name{labels} value` lines.
record Metrics(List<String> lines) {

  static Metrics of(Registry registry) throws IOException {
    return of(registry.port());
  }

  /// The same of whatever listens there.
  static Metrics of(int port) throws IOException {
    try (var connection = new Connection(port)) {
      String text = connection.send(Connection.get("/q/metrics")).text();
      return new Metrics(text.lines().filter(line -> !line.startsWith("#")).toList());
    }
  }

  /// The names of all series.
  Set<String> names() {
    return lines.stream().map(line -> line.split("[{ ]", 2)[0]).collect(toSet());
  }

  /// The sum of all series of that name that have all these labels, each as `label="value"`.
  double sum(String name, String... labels) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
