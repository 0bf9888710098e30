package dev.stowage.upload.session;

import java.time.Duration;

/// Sessions in this process.
class MemorySessionsTest extends SessionsContract {

  @Override
  Sessions sessions(Duration life) {
    return new MemorySessions(() -> life);
  }
}
