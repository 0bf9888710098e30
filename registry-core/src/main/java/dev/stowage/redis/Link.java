package dev.stowage.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes connections, to a Redis, to the master that Sentinels name, or to a cluster. A connection
/// that breaks comes again by itself, after a random delay that grows; until then commands fail at
/// once.
final class Link implements AutoCloseable {

  private static final Duration SHORTEST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  /// How often the nodes of a cluster are asked for each other, besides whenever one answers that
  /// another is meant.
  private static final Duration TOPOLOGY = Duration.ofSeconds(10);

  private static final int THREADS = 2;

  static {
    // Lettuce's own native transports want a later Netty than there is.
    for (String transport : new String[] {"epoll", "kqueue", "iouring"}) {
      System.setProperty("io.lettuce.core." + transport, "false");
    }
  }

  /// A connection.
  record Connection(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> commands)
      implements AutoCloseable {

    /// Does not wait.
    @Override
    public void close() {
      var _ = connection.closeAsync();
    }
  }

  private final RedisAddress address;
  private final ClientResources resources;
  private final AbstractRedisClient client;

  Link(RedisConfig config, RedisAddress address) {
    this.address = address;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.fullJitter(SHORTEST_DELAY, LONGEST_DELAY, 100, TimeUnit.MILLISECONDS))
            .build();
    ClusterClientOptions options = options(config);
    if (address.cluster()) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, address.nodes());
      cluster.setOptions(options);
      this.client = cluster;
    } else {
      RedisClient single = RedisClient.create(resources, address.nodes().getFirst());
      single.setOptions(options);
      this.client = single;
    }
  }

  private static ClusterClientOptions options(RedisConfig config) {
    SslOptions.Builder ssl = SslOptions.builder().handshakeTimeout(config.connectTimeout());
    config.caFile().ifPresent(file -> ssl.trustManager(file.toFile()));
    if (config.certificateFile().isPresent() && config.keyFile().isPresent()) {
      ssl.keyManager(
          config.certificateFile().get().toFile(), config.keyFile().get().toFile(), new char[0]);
    }
    ClusterClientOptions.Builder options =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                    .enablePeriodicRefresh(TOPOLOGY)
                    .build())
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(config.timeout()))
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(config.connectTimeout())
                    .keepAlive(true)
                    .build())
            .sslOptions(ssl.build());
    var _ = options.maintNotificationsConfig(MaintNotificationsConfig.disabled());
    return options.build();
  }

  /// A new connection; blocks as long as the configured limits let it. Throws
  /// [io.lettuce.core.RedisException] if none comes about.
  Connection connect() {
    if (client instanceof RedisClusterClient cluster) {
      cluster.refreshPartitions();
      StatefulRedisClusterConnection<String, String> connection = cluster.connect();
      return new Connection(connection, connection.async());
    }
    StatefulRedisConnection<String, String> connection = ((RedisClient) client).connect();
    return new Connection(connection, connection.async());
  }

  RedisAddress address() {
    return address;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
