package dev.stowage.access;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// The time by which grants and secrets end.
final class SystemTime {
  @Produces
  @Singleton
  static InstantSource clock() {
    return InstantSource.system();
  }
}
