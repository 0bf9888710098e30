package dev.stowage.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.List;

/// Where Redis is, as configured: one address (of a Redis, or of its Sentinels), or some nodes of a
/// cluster.
record RedisAddress(List<RedisURI> nodes, boolean cluster) {

  private static final String KEY = "stowage.redis.uri";
  private static final String CLUSTER = "stowage.redis.cluster";

  /// Throws [ConfigurationException] for what is no address. No message repeats the configured
  /// value, which may hold a password.
  static RedisAddress of(RedisConfig config, String uri) {
    boolean sentinel = uri.startsWith("redis-sentinel:") || uri.startsWith("rediss-sentinel:");
    if (!sentinel && !uri.startsWith("redis:") && !uri.startsWith("rediss:")) {
      throw new ConfigurationException(
          KEY + " begins with redis://, rediss://, redis-sentinel:// or rediss-sentinel://");
    }
    if (sentinel && config.cluster()) {
      throw new ConfigurationException(
          CLUSTER + " and Sentinels exclude each other: a cluster watches itself");
    }
    if (!sentinel && !config.cluster() && uri.contains(",")) {
      throw new ConfigurationException(
          KEY + " names several hosts: say " + CLUSTER + "=true if they are nodes of a cluster");
    }
    List<RedisURI> nodes;
    try {
      nodes =
          config.cluster()
              ? RedisClusterURIUtil.toRedisURIs(URI.create(uri))
              : List.of(RedisURI.create(uri));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(KEY + " is no address of a Redis");
    }
    if (sentinel && nodes.getFirst().getSentinelMasterId() == null) {
      throw new ConfigurationException(
          KEY + " lacks the name that the Sentinels know the master by: …#name at its end");
    }
    nodes.forEach(node -> complete(node, config));
    return new RedisAddress(nodes, config.cluster());
  }

  private static void complete(RedisURI node, RedisConfig config) {
    node.setClientName("stowage");
    node.setTimeout(config.timeout());
    config
        .password()
        .ifPresent(
            password ->
                node.setAuthentication(
                    config.username().orElse("default"), password.toCharArray()));
    for (RedisURI sentinel : node.getSentinels()) {
      sentinel.setTimeout(config.timeout());
      config
          .sentinelPassword()
          .ifPresent(
              password ->
                  sentinel.setAuthentication(
                      config.sentinelUsername().orElse("default"), password.toCharArray()));
    }
  }

  /// Where it is, without credentials, for the log.
  @Override
  public String toString() {
    RedisURI first = nodes.getFirst();
    if (!first.getSentinels().isEmpty()) {
      return "Redis " + first.getSentinelMasterId() + " by its Sentinels";
    }
    return (cluster ? "Redis Cluster at " : "Redis at ") + first.getHost() + ":" + first.getPort();
  }
}
