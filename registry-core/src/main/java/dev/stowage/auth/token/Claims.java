package dev.stowage.auth.token;

import dev.stowage.access.Verbs;
import dev.stowage.auth.SignedIn;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a token says.
///
/// @param holder whom it was given to; empty: anybody
/// @param issuedAt when, in whole seconds
/// @param expiresAt the first instant at which it no longer counts, in whole seconds
/// @param scopes what it is good for at most
/// @param catalog whether it is good for listing repositories
record Claims(
    Optional<SignedIn> holder,
    Instant issuedAt,
    Instant expiresAt,
    Map<RepositoryName, Verbs> scopes,
    boolean catalog) {

  Claims {
    scopes = Map.copyOf(scopes);
  }
}
