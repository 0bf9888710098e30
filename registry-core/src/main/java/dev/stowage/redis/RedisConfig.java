package dev.stowage.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// `stowage.redis`.
@ConfigMapping(prefix = "stowage.redis")
public interface RedisConfig {

  /// Where Redis is: `redis://host:port`, `rediss://` for TLS, `redis-sentinel://host,host/0#name`
  /// (`rediss-sentinel://`) for what Sentinels watch. Absent: there is none.
  Optional<String> uri();

  /// Whether that is a Redis Cluster; then `uri` names some of its nodes, divided by commas.
  @WithDefault("false")
  boolean cluster();

  /// The ACL user, if it is not in the `uri`.
  Optional<String> username();

  /// The password, if it is not in the `uri`.
  Optional<String> password();

  /// The Sentinels' ACL user.
  Optional<String> sentinelUsername();

  /// The Sentinels' password.
  Optional<String> sentinelPassword();

  /// PEM file of the certificates to trust; absent: those the JVM trusts.
  Optional<Path> caFile();

  /// PEM file of the certificate to show to a Redis that asks for one.
  Optional<Path> certificateFile();

  /// PEM file (PKCS #8) of its key.
  Optional<Path> keyFile();

  /// How long an answer may take.
  @WithDefault("1s")
  Duration timeout();

  /// How long a connection may take to come about.
  @WithDefault("2s")
  Duration connectTimeout();

  /// What every key begins with.
  @WithDefault("stowage")
  String prefix();
}
