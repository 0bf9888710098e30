package dev.stowage.auth;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.access.guard.Caller;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// A caller who has signed in with this very request.
public record Holder(Accounts accounts, SignedIn signedIn) implements Caller {

  @Override
  public String name() {
    return signedIn.principal().login();
  }

  @Override
  public boolean isKnown() {
    return true;
  }

  @Override
  public Optional<Subject> subject(Freshness freshness) {
    return accounts.subject(signedIn, freshness);
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
    return true;
  }

  @Override
  public boolean isOlderThan(Instant instant) {
    return false;
  }
}
