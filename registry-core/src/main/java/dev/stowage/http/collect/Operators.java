package dev.stowage.http.collect;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Role;
import dev.stowage.access.Subject;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.AuthConfig;
import dev.stowage.document.Freshness;
import dev.stowage.http.v2.BasicCredentials;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may do what concerns the whole registry: the administrators of all of it; where there are no
/// accounts, everybody. Safe for any number of threads.
@Singleton
final class Operators {

  private final AuthConfig config;
  private final Accounts accounts;
  private final AccessDocuments documents;
  private final InstantSource clock;

  Operators(AuthConfig config, Accounts accounts, AccessDocuments documents, InstantSource clock) {
    this.config = config;
    this.accounts = accounts;
    this.documents = documents;
    this.clock = clock;
  }

  /// Whether a caller may who shows this as `Authorization`, name and password. A grant that holds
  /// only in some networks does not count here.
  boolean admit(@Nullable String shown) {
    if (!config.enabled()) {
      return true;
    }
    Optional<Subject> subject =
        Optional.ofNullable(shown)
            .flatMap(BasicCredentials::parse)
            .flatMap(given -> accounts.signIn(given.name(), given.secret(), null))
            .flatMap(signedIn -> accounts.subject(signedIn, Freshness.LIVE));
    return subject.isPresent()
        && documents
            .system(Freshness.LIVE)
            .filter(system -> system.has(Role.SYSADMIN, subject.get(), clock.instant(), null))
            .isPresent();
  }
}
