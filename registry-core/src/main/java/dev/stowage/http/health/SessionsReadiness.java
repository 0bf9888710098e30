package dev.stowage.http.health;

import dev.stowage.upload.session.Sessions;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Tells whether uploads work. Always up: without its sessions a replica still serves pulls, and no
/// other replica would do better.
@Readiness
@Singleton
public final class SessionsReadiness implements HealthCheck {

  private final Sessions sessions;

  public SessionsReadiness(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("uploads").up();
    Optional<String> trouble = sessions.trouble();
    if (trouble.isEmpty()) {
      return answer.withData("state", "ok").build();
    }
    return answer.withData("state", "degraded").withData("failure", trouble.get()).build();
  }
}
