package dev.stowage.redis;

import org.jspecify.annotations.Nullable;

/// Redis cannot be asked at this moment, or did not answer in time; what it was asked to do may
/// have happened.
public final class RedisUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
