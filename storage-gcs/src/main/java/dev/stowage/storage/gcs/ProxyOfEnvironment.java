package dev.stowage.storage.gcs;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The proxy that the environment names: `HTTPS_PROXY` (`HTTP_PROXY` to a plain endpoint), unless
/// `NO_PROXY` has the endpoint's host, a domain above it, or `*`; in capitals or not.
final class ProxyOfEnvironment {

  private ProxyOfEnvironment() {}

  static Optional<URI> to(URI endpoint, Map<String, String> environment) {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    boolean beside =
        Arrays.stream(value(environment, "NO_PROXY").orElse("").split(",", -1))
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", ""))
            .anyMatch(e -> e.equals("*") || e.equals(host) || host.endsWith("." + e));
    String name = endpoint.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
    return beside
        ? Optional.empty()
        : value(environment, name)
            .map(text -> URI.create(text.contains("://") ? text : "http://" + text));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Stream.of(name, name.toLowerCase(Locale.ROOT))
        .map(environment::get)
        .filter(Objects::nonNull)
        .filter(text -> !text.isBlank())
        .findFirst();
  }
}
