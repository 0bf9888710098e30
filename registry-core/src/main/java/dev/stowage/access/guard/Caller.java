package dev.stowage.access.guard;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// Who calls, and what of his rights he has brought with him.
public interface Caller {

  /// His login name, for the log; `anonymous` if he has none.
  String name();

  /// Whether he has an account.
  boolean isKnown();

  /// Who asks, as far as rights go; empty if what he has shown no longer counts.
  Optional<Subject> subject(Freshness freshness);

  /// Whether what he has shown is good for this at all.
  boolean covers(Verb verb, RepositoryName repository);

  /// Whether it is good for listing repositories.
  boolean coversCatalog();

  /// Whether it is good for managing accounts and grants.
  boolean coversManagement();

  /// Whether it was signed before that.
  boolean isOlderThan(Instant instant);
}
