package dev.stowage.auth;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Grant;
import dev.stowage.access.Role;
import dev.stowage.access.SystemAccess;
import dev.stowage.access.Who;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Principal;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sees to it that a registry with accounts has one to begin with, whose holder may do everything.
/// There is no password that all registries begin with: it comes from the configuration, or is
/// drawn and shown once.
///
/// A password in the configuration is the password: it is set at every start where it is another.
/// So who has lost it gets in again.
@Singleton
public final class FirstAdmin {

  /// After the lease on the bucket was taken, before any request is served.
  private static final int AFTER_THE_LEASE = 2_700;

  private static final Logger LOG = Logger.getLogger(FirstAdmin.class);

  private final AuthConfig config;
  private final Accounts accounts;
  private final AccessDocuments access;
  private final Passwords passwords;
  private final InstantSource clock;

  public FirstAdmin(
      AuthConfig config,
      Accounts accounts,
      AccessDocuments access,
      Passwords passwords,
      InstantSource clock) {
    this.config = config;
    this.accounts = accounts;
    this.access = access;
    this.passwords = passwords;
    this.clock = clock;
  }

  void start(@Observes @Priority(AFTER_THE_LEASE) StartupEvent event) {
    if (!config.enabled()) {
      return;
    }
    Principal admin =
        Principal.of(config.admin().name())
            .filter(Principal.User.class::isInstance)
            .orElseThrow(
                () -> new ConfigurationException("stowage.auth.admin.name can be no account"));
    Optional<String> password = config.admin().password();
    if (password.isPresent()) {
      set(admin, password.get());
      grant(admin);
    } else if (access.system(Freshness.LIVE).isEmpty()) {
      draw(admin);
      grant(admin);
    }
  }

  private void set(Principal admin, String password) {
    int length = password.length();
    if (length < Passwords.MIN_LENGTH || length > Passwords.MAX_LENGTH) {
      throw new ConfigurationException(
          "stowage.auth.admin.password has %d to %d characters"
              .formatted(Passwords.MIN_LENGTH, Passwords.MAX_LENGTH));
    }
    Optional<Account> account = accounts.find(admin, Freshness.LIVE);
    boolean right =
        account
            .map(Account::password)
            .filter(stored -> passwords.matches(stored, password))
            .isPresent();
    if (!right) {
      String hash = passwords.hash(password);
      Instant now = clock.instant();
      Account _ =
          accounts.change(
              admin, stands -> stands.orElse(Account.created(admin, now)).withPassword(hash, now));
    }
  }

  /// Of several replicas that start at once, the one whose password stands shows it.
  private void draw(Principal admin) {
    String password = SecretText.drawPassword();
    String hash = passwords.hash(password);
    Instant now = clock.instant();
    Account stands =
        accounts.change(
            admin, account -> account.orElse(Account.created(admin, now).withPassword(hash, now)));
    if (hash.equals(stands.password())) {
      LOG.warnf(
          "The first account of this registry is %s, its password is %s : it is shown only now",
          admin.login(), password);
    } else {
      LOG.infof(
          "The account %s stands already; stowage.auth.admin.password sets its password anew",
          admin.login());
    }
  }

  private void grant(Principal admin) {
    Grant grant = Grant.of(Who.of(admin), Role.SYSADMIN);
    if (!access.system(Freshness.LIVE).orElse(SystemAccess.NONE).grants().contains(grant)) {
      SystemAccess _ =
          access.changeSystem(
              stands -> {
                List<Grant> grants = new ArrayList<>(stands.orElse(SystemAccess.NONE).grants());
                if (!grants.contains(grant)) {
                  grants.add(grant);
                }
                return stands.orElse(SystemAccess.NONE).with(grants);
              });
    }
  }
}
