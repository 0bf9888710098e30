package dev.stowage.upload.session;

import dev.stowage.redis.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Keeps sessions in Redis where one is configured, else in this process.
@Singleton
public final class SessionChoice {

  @Produces
  @Singleton
  Sessions sessions(UploadConfig config, Optional<Redis> redis) {
    return redis.isPresent() ? new RedisSessions(redis.get(), config) : new MemorySessions(config);
  }

  void close(@Disposes Sessions sessions) {
    if (sessions instanceof RedisSessions shared) {
      shared.close();
    }
  }
}
