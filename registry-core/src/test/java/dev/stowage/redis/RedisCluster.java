package dev.stowage.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A Redis Cluster of three masters, each a child process.
public final class RedisCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final int NODES = 3;

  private final List<RedisServer> nodes = new ArrayList<>();

  /// Returns when every node says that all slots are served.
  public RedisCluster() {
    List<Integer> buses = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      int bus = RedisServer.freePort();
      buses.add(bus);
      nodes.add(
          RedisServer.started(
              "--cluster-enabled",
              "yes",
              "--cluster-port",
              Integer.toString(bus),
              "--cluster-node-timeout",
              "2000"));
    }
    for (int i = 0; i < NODES; i++) {
      RedisServer node = nodes.get(i);
      String first = Integer.toString(SLOTS * i / NODES);
      String last = Integer.toString(SLOTS * (i + 1) / NODES - 1);
      node.ask("CLUSTER", "ADDSLOTSRANGE", first, last);
      nodes
          .getFirst()
          .ask(
              "CLUSTER",
              "MEET",
              "127.0.0.1",
              Integer.toString(node.port()),
              Integer.toString(buses.get(i)));
    }
    awaitOk();
  }

  private void awaitOk() {
    for (RedisServer node : nodes) {
      Until.holds(
          () -> node.ask("CLUSTER", "INFO"),
          () -> {
            String info = node.ask("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
          });
    }
  }

  /// One of its masters.
  public RedisServer node() {
    return nodes.getLast();
  }

  /// All of its masters.
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /// The configuration that names all of them.
  public Settings settings() {
    return Settings.cluster(
        "redis://"
            + nodes.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",")));
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
