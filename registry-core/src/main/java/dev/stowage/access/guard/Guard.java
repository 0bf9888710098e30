package dev.stowage.access.guard;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Decision;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Rights;
import dev.stowage.access.Subject;
import dev.stowage.access.SystemAccess;
import dev.stowage.access.Verb;
import dev.stowage.access.guard.RefusedException.Reason;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets callers in, or not. Safe for any number of threads.
@Singleton
public final class Guard {

  private final AccessDocuments documents;
  private final InstantSource clock;

  public Guard(AccessDocuments documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /// Lets the caller in if he may do what is demanded.
  ///
  /// A caller who may not learns nothing else: whether a repository exists makes no difference. Who
  /// has no account is told to sign in, who brings a token that is too narrow for his rights, to
  /// get another.
  ///
  /// @param from where he calls from; absent: nobody knows
  /// @throws RefusedException if he may not
  public Permit require(Caller caller, Demand demand, @Nullable InetAddress from) {
    Freshness freshness =
        switch (demand) {
          case Demand.On(_, _, Freshness needed) -> needed;
          case Demand.Account _ -> Freshness.LIVE;
          case Demand.Nothing _, Demand.AnyToken _, Demand.ListCatalog _ -> Freshness.RECENT;
        };
    Subject subject =
        caller.subject(freshness).orElseThrow(() -> new RefusedException(Reason.INVALID, demand));
    Visit visit = new Visit(caller, subject, freshness, clock.instant(), from);
    switch (demand) {
      case Demand.Nothing _, Demand.AnyToken _ -> {}
      case Demand.ListCatalog _ -> {
        if (!caller.coversCatalog()) {
          throw new RefusedException(Reason.OTHER_TOKEN, demand);
        }
      }
      case Demand.Account _ -> {
        if (!caller.coversManagement()) {
          throw new RefusedException(Reason.OTHER_TOKEN, demand);
        }
      }
      case Demand.On(Verb verb, RepositoryName repository, _) -> {
        boolean may = visit.decide(verb, repository).allowed();
        if (!may) {
          throw new RefusedException(caller.isKnown() ? Reason.DENIED : Reason.OTHER_TOKEN, demand);
        }
        if (!caller.covers(verb, repository) || visit.isOutdated(repository)) {
          throw new RefusedException(Reason.OTHER_TOKEN, demand);
        }
      }
    }
    return visit;
  }

  /// Whether an asker may do this, and why: on the grants as they were a moment ago.
  public Decision decide(
      Subject subject, Verb verb, RepositoryName repository, @Nullable InetAddress from) {
    Instant now = clock.instant();
    return decide(
        namespace(repository, Freshness.RECENT),
        Freshness.RECENT,
        subject,
        verb,
        repository,
        now,
        from);
  }

  private Optional<NamespaceAccess> namespace(RepositoryName repository, Freshness freshness) {
    return documents.namespace(repository.namespace(), freshness);
  }

  /// The grants for the whole registry are few and seldom needed: they are read only if those of
  /// the namespace do not suffice, which comes to the same since grants add up.
  private Decision decide(
      Optional<NamespaceAccess> namespace,
      Freshness freshness,
      Subject subject,
      Verb verb,
      RepositoryName repository,
      Instant now,
      @Nullable InetAddress from) {
    Decision decision =
        Rights.decide(SystemAccess.NONE, namespace, subject, verb, repository, now, from);
    if (decision.allowed() || subject.who().isEmpty()) {
      return decision;
    }
    SystemAccess system = documents.system(freshness).orElse(SystemAccess.NONE);
    return Rights.decide(system, Optional.empty(), subject, verb, repository, now, from);
  }

  /// One request of one caller, who is told the same of the same repository until it ends.
  private final class Visit implements Permit {
    private final Caller caller;
    private final Subject subject;
    private final Freshness freshness;
    private final Instant now;
    private final @Nullable InetAddress from;
    private @Nullable String namespace;
    private Optional<NamespaceAccess> access = Optional.empty();

    Visit(
        Caller caller,
        Subject subject,
        Freshness freshness,
        Instant now,
        @Nullable InetAddress from) {
      this.caller = caller;
      this.subject = subject;
      this.freshness = freshness;
      this.now = now;
      this.from = from;
    }

    Decision decide(Verb verb, RepositoryName repository) {
      return Guard.this.decide(access(repository), freshness, subject, verb, repository, now, from);
    }

    /// Whether what the caller shows was signed before there was this namespace.
    boolean isOutdated(RepositoryName repository) {
      return access(repository).filter(a -> caller.isOlderThan(a.createdAt())).isPresent();
    }

    @Override
    public Subject subject() {
      return subject;
    }

    @Override
    public boolean allows(Verb verb, RepositoryName repository) {
      return caller.covers(verb, repository) && allowsByRight(verb, repository);
    }

    @Override
    public boolean allowsByRight(Verb verb, RepositoryName repository) {
      return decide(verb, repository).allowed() && !isOutdated(repository);
    }

    private Optional<NamespaceAccess> access(RepositoryName repository) {
      String asked = repository.namespace();
      if (!asked.equals(namespace)) {
        access = namespace(repository, freshness);
        namespace = asked;
      }
      return access;
    }
  }
}
