package dev.stowage.auth.token;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.guard.Caller;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.SignedIn;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// A caller who shows a token of ours.
record TokenHolder(Accounts accounts, Claims claims) implements Caller {

  @Override
  public String name() {
    return claims.holder().map(h -> h.principal().login()).orElse("anonymous");
  }

  @Override
  public boolean isKnown() {
    return claims.holder().isPresent();
  }

  @Override
  public Optional<Subject> subject(Freshness freshness) {
    Optional<SignedIn> holder = claims.holder();
    return holder.isEmpty()
        ? Optional.of(Subject.ANYBODY)
        : accounts.subject(holder.get(), claims.issuedAt(), freshness);
  }

  @Override
  public boolean covers(Verb verb, RepositoryName repository) {
    Verbs verbs = claims.scopes().get(repository);
    return verb == Verb.LIST ? claims.catalog() : verbs != null && verbs.contains(verb);
  }

  @Override
  public boolean coversCatalog() {
    return claims.catalog();
  }

  @Override
  public boolean coversManagement() {
    return false;
  }

  @Override
  public boolean isOlderThan(Instant instant) {
    return claims.issuedAt().getEpochSecond() < instant.getEpochSecond();
  }
}
