package dev.stowage.auth;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.access.guard.Caller;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// A caller without an account, who has shown nothing.
public record Anybody() implements Caller {

  @Override
  public String name() {
    return "anonymous";
  }

  @Override
  public boolean isKnown() {
    return false;
  }

  @Override
  public Optional<Subject> subject(Freshness freshness) {
    return Optional.of(Subject.ANYBODY);
  }

  @Override
  public boolean covers(Verb verb, RepositoryName repository) {
    return true;
  }

  @Override
  public boolean coversCatalog() {
    return true;
  }

  @Override
  public boolean coversManagement() {
    return false;
  }

  @Override
  public boolean isOlderThan(Instant instant) {
    return false;
  }
}
