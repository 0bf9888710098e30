package dev.stowage.http.health;

import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.OpenBodies;
import dev.stowage.upload.parts.PartMemory;
import dev.stowage.upload.session.Sessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/// Gauges of what a replica holds at this moment: memory against its budgets, requests that send a
/// body, upload sessions.
@Singleton
final class ReplicaMeters {
  private final MeterRegistry meters;
  private final MemoryBudget bodies;
  private final PartMemory parts;
  private final OpenBodies open;
  private final Sessions sessions;

  ReplicaMeters(
      MeterRegistry meters,
      MemoryBudget bodies,
      PartMemory parts,
      OpenBodies open,
      Sessions sessions) {
    this.meters = meters;
    this.bodies = bodies;
    this.parts = parts;
    this.open = open;
    this.sessions = sessions;
  }

  void register(@Observes StartupEvent event) {
    bytes(
        "stowage.http.memory.used", "In memory of bodies and answers", bodies, MemoryBudget::used);
    bytes("stowage.http.memory.max", "What may be of them", bodies, MemoryBudget::total);
    bytes("stowage.uploads.memory.used", "In memory of parts of uploads", parts, PartMemory::used);
    bytes("stowage.uploads.memory.max", "What may be of them", parts, PartMemory::total);
    Gauge.builder("stowage.http.bodies", open, OpenBodies::size)
        .description("Requests under way that have a body")
        .register(meters);
    Gauge.builder("stowage.uploads.sessions", sessions, s -> s.open().orElse(0))
        .description("Upload sessions in this replica's memory; 0 where they are in Redis")
        .register(meters);
    Gauge.builder("stowage.uploads.available", sessions, s -> s.trouble().isEmpty() ? 1 : 0)
        .description("1 while upload sessions are in reach, else 0")
        .register(meters);
  }

  private <T> void bytes(String name, String what, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(what).baseUnit("bytes").register(meters);
  }
}
