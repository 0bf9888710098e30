package dev.stowage.redis;

import dev.stowage.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Gives the rooms the configured Redis, if any. Closed when the application ends.
@Singleton
public final class RedisChoice {

  @Produces
  @Singleton
  Optional<Redis> redis(RedisConfig config, MeterRegistry meters, Tracing tracing) {
    return config.uri().isEmpty()
        ? Optional.empty()
        : Redis.open(config, new RedisCalls(meters, tracing));
  }

  void close(@Disposes Optional<Redis> redis) {
    if (redis.isPresent()) {
      redis.get().close();
    }
  }
}
