package dev.stowage.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.access.Limit;
import dev.stowage.access.Subject;
import dev.stowage.access.Who;
import dev.stowage.document.Documents;
import dev.stowage.document.Freshness;
import dev.stowage.document.RecentDocuments;
import dev.stowage.layout.Place;
import dev.stowage.layout.Principal;
import dev.stowage.storage.ObjectKey;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The accounts of the registry, and signing in to them. Safe for any number of threads and
/// replicas.
@Singleton
public final class Accounts {

  /// How long a refresh token counts.
  public static final Duration REFRESH_LIFE = Duration.ofDays(90);

  private final RecentDocuments<Account> accounts;
  private final Passwords passwords;
  private final InstantSource clock;

  /// As whom each account is given rights, found out once as long as it does not change.
  private final Cache<Account, Set<Who>> known =
      Caffeine.newBuilder().weakKeys().maximumSize(10_000).executor(Runnable::run).build();

  private final Attempts attempts = new Attempts(System::nanoTime);

  public Accounts(Documents documents, Passwords passwords, InstantSource clock) {
    this.accounts = new RecentDocuments<>(documents, Account.class);
    this.passwords = passwords;
    this.clock = clock;
  }

  /// The account, so fresh, if there is one, usable or not.
  public Optional<Account> find(Principal principal, Freshness freshness) {
    return accounts.get(key(principal), freshness);
  }

  /// Changes or makes an account by compare-and-swap: see [Documents#update].
  public Account change(Principal principal, Function<Optional<Account>, Account> change) {
    return accounts.update(key(principal), change);
  }

  /// Removes the account; false if there was none.
  public boolean remove(Principal principal) {
    return accounts.remove(key(principal), account -> true);
  }

  /// Signs in by a login name and what goes with it: a password, a personal access token or a
  /// robot's secret. Empty if they do not belong together, for whatever reason: what is wrong is
  /// told to nobody, not even by the time it takes.
  ///
  /// @param from where he is who tries it; absent: nobody knows
  /// @throws dev.stowage.oci.error.OciException `TOOMANYREQUESTS` if too many passwords were wrong
  public Optional<SignedIn> signIn(String login, String secret, @Nullable InetAddress from) {
    Optional<Principal> principal = Principal.of(login);
    Optional<Account> account =
        principal.flatMap(p -> find(p, Freshness.RECENT)).filter(Account::isUsable);
    for (Secret.Kind kind : new Secret.Kind[] {Secret.Kind.PERSONAL, Secret.Kind.ROBOT}) {
      if (SecretText.isOf(kind, secret)) {
        return account
            .flatMap(a -> bySecret(a, kind, secret))
            .map(found -> new SignedIn(principal.orElseThrow(), found.id()));
      }
    }
    String stored = account.map(Account::password).orElse(null);
    boolean right = passwords.remembers(stored, secret) || tries(principal, stored, secret, from);
    return right ? principal.map(p -> new SignedIn(p, null)) : Optional.empty();
  }

  /// Who asks, as far as rights go, for someone who has signed in; empty if that no longer counts:
  /// the account or the secret is gone, disabled or expired.
  public Optional<Subject> subject(SignedIn signedIn, Freshness freshness) {
    return find(signedIn.principal(), freshness).flatMap(account -> subject(account, signedIn));
  }

  /// The same by a token that was signed then.
  public Optional<Subject> subject(SignedIn signedIn, Instant issuedAt, Freshness freshness) {
    return find(signedIn.principal(), freshness)
        .filter(account -> issuedAt.getEpochSecond() >= account.tokensNotBefore().getEpochSecond())
        .flatMap(account -> subject(account, signedIn));
  }

  private Set<Who> who(Account account, Principal principal) {
    return known.get(account, a -> a.who(principal));
  }

  private Optional<Subject> subject(Account account, SignedIn signedIn) {
    if (!account.isUsable()) {
      return Optional.empty();
    }
    String id = signedIn.secret();
    if (id == null) {
      return Optional.of(new Subject(who(account, signedIn.principal()), Limit.NONE));
    }
    return account
        .secret(id)
        .filter(secret -> !secret.isExpired(clock.instant()))
        .map(secret -> new Subject(who(account, signedIn.principal()), secret.limit()));
  }

  /// Signs in by a refresh token. Empty if it counts no longer, or never did.
  public Optional<SignedIn> signInByRefreshToken(String token) {
    int mark = Math.min(SecretText.LENGTH, token.length());
    String text = token.substring(0, mark);
    if (!SecretText.isOf(Secret.Kind.REFRESH, text) || !token.startsWith(".", mark)) {
      return Optional.empty();
    }
    Optional<Principal> principal = Principal.of(token.substring(mark + 1));
    return principal
        .flatMap(p -> find(p, Freshness.LIVE))
        .filter(Account::isUsable)
        .flatMap(account -> bySecret(account, Secret.Kind.REFRESH, text))
        .map(secret -> new SignedIn(principal.orElseThrow(), secret.id()));
  }

  /// Draws a refresh token, which names its account behind a dot, for a person who signed in by his
  /// password; empty for all others, whose secrets can be revoked themselves.
  ///
  /// @param client what asks for it, for the list of its owner
  public Optional<String> drawRefreshToken(SignedIn signedIn, String client) {
    if (signedIn.secret() != null || !(signedIn.principal() instanceof Principal.User user)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Secret.Drawn drawn = Secret.draw(Secret.Kind.REFRESH, client, now, REFRESH_LIFE, Limit.NONE);
    Account changed =
        change(user, account -> account.map(a -> a.with(drawn.secret(), now)).orElseThrow());
    return changed.secret(drawn.secret().id()).map(s -> drawn.text() + '.' + user.login());
  }

  private boolean tries(
      Optional<Principal> principal,
      @Nullable String stored,
      String password,
      @Nullable InetAddress from) {
    String name = principal.map(Principal::login).orElse("");
    attempts.begin(name, from);
    boolean right = passwords.matches(stored, password);
    if (right) {
      attempts.forgive(name, from);
    }
    return right;
  }

  private Optional<Secret> bySecret(Account account, Secret.Kind kind, String text) {
    byte[] hash = SecretText.hash(text).getBytes(StandardCharsets.US_ASCII);
    Instant now = clock.instant();
    return account.secrets().stream()
        .filter(s -> s.kind() == kind && !s.isExpired(now))
        .filter(s -> MessageDigest.isEqual(s.hash().getBytes(StandardCharsets.US_ASCII), hash))
        .findFirst();
  }

  private static ObjectKey key(Principal principal) {
    return new Place.Account(principal).key();
  }
}
