package dev.stowage.deploy;

import dev.stowage.redis.RedisCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replicas behind a balancer, with a Redis Cluster.
class RedisClusterIT {

  @Test
  void passesEveryCheckThroughTheBalancer(@TempDir Path folder) throws IOException {
    try (var redis = new RedisCluster();
        var fleet =
            Fleet.start(
                folder.resolve("cluster"),
                Map.of(
                    "stowage.redis.uri",
                    redis.settings().uri().orElseThrow(),
                    "stowage.redis.cluster",
                    "true"),
                new SplittableRandom(1))) {
      fleet.passesConformance(folder);
    }
  }
}
