package dev.stowage.auth.token;

import dev.stowage.access.Subject;
import dev.stowage.access.Verbs;
import dev.stowage.access.guard.Guard;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.AuthConfig;
import dev.stowage.auth.SignedIn;
import dev.stowage.document.Freshness;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives tokens (Distribution, "Token Authentication Specification", "OAuth2 Token
/// Authentication"). Safe for any number of threads.
@Singleton
public final class TokenService {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final Tokens tokens;
  private final Accounts accounts;
  private final Guard guard;
  private final ServiceName service;
  private final Duration life;
  private final InstantSource clock;

  TokenService(
      Tokens tokens,
      Accounts accounts,
      Guard guard,
      ServiceName service,
      AuthConfig config,
      InstantSource clock) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.guard = guard;
    this.service = service;
    this.life = config.tokenLife();
    this.clock = clock;
    if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("stowage.auth.token-life is from a minute to a day");
    }
  }

  /// A token and what it is good for.
  ///
  /// @param scope in the words of the request's scopes, without what was not given
  public record Given(String token, Instant issuedAt, Duration life, String scope) {}

  /// A token for what was asked, as far as the asker may do it. Too little right is no error.
  ///
  /// @param holder who has signed in; empty: nobody, and then only what is public is given
  /// @param scopes the values of the request's parameter
  /// @throws OciException 400 if the scopes are malformed
  public Given give(Optional<SignedIn> holder, List<String> scopes, @Nullable InetAddress from) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Subject subject =
        holder.isEmpty()
            ? Subject.ANYBODY
            : accounts.subject(holder.get(), Freshness.RECENT).orElse(Subject.ANYBODY);
    Map<RepositoryName, Verbs> given = new TreeMap<>();
    boolean catalog = false;
    for (Scope scope : Scope.parse(scopes)) {
      switch (scope) {
        case Scope.Catalog() -> catalog = true;
        case Scope.Repository(RepositoryName name, List<Scope.Action> actions) ->
            given.merge(name, verbs(subject, name, actions, from), Verbs::and);
        case Scope.Unknown() -> {}
      }
    }
    Claims claims = new Claims(holder, now, now.plus(life), given, catalog);
    return new Given(tokens.sign(claims), now, life, words(given, catalog));
  }

  /// Refuses a request for a token that is to be shown elsewhere.
  ///
  /// @param named the service that the client names, if it names one
  public void checkService(Optional<String> named) {
    if (named.isPresent() && !named.get().isEmpty() && !named.get().equals(service.value())) {
      throw new OciException(
          400, ErrorCode.UNSUPPORTED, "this token service serves only " + service.value());
    }
  }

  private Verbs verbs(
      Subject subject,
      RepositoryName name,
      List<Scope.Action> actions,
      @Nullable InetAddress from) {
    Verbs verbs = Verbs.NONE;
    for (Scope.Action action : actions) {
      if (guard.decide(subject, action.needed, name, from).allowed()) {
        verbs = verbs.and(action.verbs);
      }
    }
    return verbs;
  }

  private static String words(Map<RepositoryName, Verbs> given, boolean catalog) {
    List<String> words = new ArrayList<>();
    if (catalog) {
      words.add("registry:catalog:*");
    }
    given.forEach(
        (name, verbs) -> {
          List<String> actions = new ArrayList<>();
          for (Scope.Action action : Scope.Action.values()) {
            if (verbs.contains(action.needed)) {
              actions.add(action.text);
            }
          }
          words.add("repository:" + name + ":" + String.join(",", actions));
        });
    return String.join(" ", words);
  }
}
