package dev.stowage.http.api;

import dev.stowage.access.Limit;
import dev.stowage.access.RepositoryPattern;
import dev.stowage.access.Who;
import dev.stowage.auth.Account;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.Passwords;
import dev.stowage.auth.Secret;
import dev.stowage.document.Freshness;
import dev.stowage.http.answer.Answer;
import dev.stowage.layout.Principal;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Accounts of people and robots, and their secrets.
@Singleton
final class AccountsApi {
  private static final int MAX_NAME = 100;
  private static final int MAX_DAYS = 3650;

  private final Accounts accounts;
  private final Passwords passwords;
  private final InstantSource clock;

  AccountsApi(Accounts accounts, Passwords passwords, InstantSource clock) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.clock = clock;
  }

  /// What may be sent of an account; what is absent stays as it is.
  record AccountInput(
      @Nullable String password, @Nullable List<String> groups, @Nullable Boolean disabled) {}

  /// What may be sent of a secret to be drawn.
  ///
  /// @param days how long it counts; absent: for ever
  record SecretInput(
      @Nullable String name,
      @Nullable Integer days,
      @Nullable List<String> verbs,
      @Nullable List<RepositoryPattern> repos) {}

  Answer get(Principal principal) {
    Account account = find(principal);
    return Views.json(200, Views.AccountView.of(account), account.rev());
  }

  /// Makes or changes an account.
  Answer put(ApiRequest request, Principal principal) {
    AccountInput input = request.read(AccountInput.class);
    boolean robot = principal instanceof Principal.Robot;
    if (robot && (input.password() != null || input.groups() != null)) {
      throw ApiRequest.invalid("a robot has no password and no groups");
    }
    if (input.groups() != null) {
      check(input.groups());
    }
    String hash = input.password() == null ? null : passwords.hash(input.password());
    Instant now = clock.instant();
    boolean[] made = {false};
    Account account =
        accounts.change(
            principal,
            stands -> {
              request.checkCondition(stands.map(Account::rev));
              made[0] = stands.isEmpty();
              Account next = stands.orElse(Account.created(principal, now));
              if (hash != null) {
                next = next.withPassword(hash, now);
              }
              if (input.groups() != null) {
                next = next.withGroups(input.groups());
              }
              if (input.disabled() != null && input.disabled() != next.disabled()) {
                next = next.withDisabled(input.disabled(), now);
              }
              return next;
            });
    return Views.json(made[0] ? 201 : 200, Views.AccountView.of(account), account.rev());
  }

  Answer delete(Principal principal) {
    if (!accounts.remove(principal)) {
      throw unknown();
    }
    return Answer.of(204);
  }

  /// Draws a secret, whose text is shown only in this answer.
  Answer draw(ApiRequest request, Principal principal) {
    SecretInput input = request.read(SecretInput.class);
    String name = input.name() == null ? "" : input.name();
    if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw ApiRequest.invalid("a secret's name has at most " + MAX_NAME + " characters");
    }
    if (input.days() != null && (input.days() < 1 || input.days() > MAX_DAYS)) {
      throw ApiRequest.invalid("days is from 1 to " + MAX_DAYS);
    }
    Secret.Kind kind =
        principal instanceof Principal.Robot ? Secret.Kind.ROBOT : Secret.Kind.PERSONAL;
    Limit limit =
        new Limit(input.verbs() == null ? null : GrantInput.verbs(input.verbs()), input.repos());
    Instant now = clock.instant();
    Duration life = input.days() == null ? null : Duration.ofDays(input.days());
    Secret.Drawn drawn = Secret.draw(kind, name, now, life, limit);
    Account _ =
        accounts.change(
            principal,
            stands -> {
              Account account = stands.orElseThrow(AccountsApi::unknown);
              if (account.secret(drawn.secret().id()).isPresent()) {
                return account;
              }
              if (!account.hasRoomFor(kind, now)) {
                throw new OciException(
                    409, ErrorCode.UNSUPPORTED, "it has as many secrets as it may: revoke one");
              }
              return account.with(drawn.secret(), now);
            });
    return Views.json(201, Views.DrawnView.of(drawn));
  }

  Answer revoke(Principal principal, String id) {
    Account _ =
        accounts.change(
            principal,
            stands ->
                stands
                    .filter(account -> account.secret(id).isPresent())
                    .orElseThrow(AccountsApi::unknown)
                    .without(id));
    return Answer.of(204);
  }

  private Account find(Principal principal) {
    Optional<Account> account = accounts.find(principal, Freshness.LIVE);
    return account.orElseThrow(AccountsApi::unknown);
  }

  private static void check(List<String> groups) {
    if (groups.size() > Account.MAX_GROUPS) {
      throw ApiRequest.invalid("an account has at most " + Account.MAX_GROUPS + " groups");
    }
    for (String group : groups) {
      try {
        Who _ = Who.group(group);
      } catch (IllegalArgumentException e) {
        throw ApiRequest.invalid(String.valueOf(e.getMessage()));
      }
    }
  }

  static OciException unknown() {
    return new OciException(404, ErrorCode.NAME_UNKNOWN, "there is no such thing");
  }
}
