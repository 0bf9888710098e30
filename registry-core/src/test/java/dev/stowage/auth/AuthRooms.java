package dev.stowage.auth;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.guard.Guard;
import dev.stowage.document.Documents;
import dev.stowage.layout.Principal;
import dev.stowage.storage.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// One replica's rooms of accounts and rights over a store, with a clock that tests turn.
public final class AuthRooms {

  public static final String PASSWORD = "correct horse battery";

  /// Computed once, since it is dear.
  private static final AtomicReference<String> passwordHash = new AtomicReference<>("");

  public final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
  public final InstantSource clock = now::get;
  public final Documents documents;
  public final AccessDocuments access;
  public final Passwords passwords = new Passwords();
  public final Accounts accounts;
  public final Guard guard;

  public AuthRooms(ObjectStore store) {
    documents = new Documents(store);
    access = new AccessDocuments(documents);
    accounts = new Accounts(documents, passwords, clock);
    guard = new Guard(access, clock);
  }

  /// Turns the clock.
  public void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /// A person with [#PASSWORD].
  public Principal user(String name) {
    Principal user = new Principal.User(name);
    String hash = passwordHash.updateAndGet(h -> h.isEmpty() ? passwords.hash(PASSWORD) : h);
    Account _ =
        accounts.change(
            user,
            none -> Account.created(user, clock.instant()).withPassword(hash, clock.instant()));
    return user;
  }

  /// Changes an account that exists.
  public void change(Principal principal, UnaryOperator<Account> change) {
    Account _ = accounts.change(principal, account -> change.apply(account.orElseThrow()));
  }
}
