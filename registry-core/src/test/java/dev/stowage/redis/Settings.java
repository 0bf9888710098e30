package dev.stowage.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A configuration of Redis for tests. Its timeout is long enough for a slow machine.
public record Settings(
    Optional<String> uri,
    boolean cluster,
    Optional<String> username,
    Optional<String> password,
    Optional<Path> caFile,
    Optional<Path> certificateFile,
    Optional<Path> keyFile,
    Duration timeout,
    String prefix)
    implements RedisConfig {

  /// That address, and the defaults.
  public static Settings of(String uri) {
    return new Settings(
        Optional.of(uri),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(20),
        "stowage");
  }

  /// The same for the nodes of a cluster.
  public static Settings cluster(String uri) {
    return of(uri).with(true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The same for that ACL user.
  public Settings as(String user, String secret) {
    return with(cluster, Optional.of(user), Optional.of(secret), caFile);
  }

  Settings trusting(Path file) {
    return with(cluster, username, password, Optional.of(file));
  }

  private Settings with(
      boolean ofCluster, Optional<String> user, Optional<String> secret, Optional<Path> ca) {
    return new Settings(
        uri, ofCluster, user, secret, ca, certificateFile, keyFile, timeout, prefix);
  }

  /// The same with another timeout.
  public Settings within(Duration limit) {
    return new Settings(
        uri, cluster, username, password, caFile, certificateFile, keyFile, limit, prefix);
  }

  @Override
  public Optional<String> sentinelUsername() {
    return Optional.empty();
  }

  @Override
  public Optional<String> sentinelPassword() {
    return Optional.empty();
  }

  @Override
  public Duration connectTimeout() {
    return timeout;
  }
}
