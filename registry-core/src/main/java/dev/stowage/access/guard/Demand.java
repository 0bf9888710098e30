package dev.stowage.access.guard;

import dev.stowage.access.Verb;
import dev.stowage.document.Freshness;
import dev.stowage.oci.name.RepositoryName;

/// What a route demands of its caller.
public sealed interface Demand {

  /// Nothing at all.
  record Nothing() implements Demand {}

  /// To have shown something, if only a token that is good for what is public.
  record AnyToken() implements Demand {}

  /// To list the repositories, of which each sees those that he may.
  record ListCatalog() implements Demand {}

  /// To have signed in to an account with this very request. What it may do, the route finds out.
  record Account() implements Demand {}

  /// A verb on a repository.
  ///
  /// @param freshness on which grants it is decided
  record On(Verb verb, RepositoryName repository, Freshness freshness) implements Demand {}

  /// For what changes nothing.
  static Demand read(RepositoryName repository) {
    return new On(Verb.PULL, repository, Freshness.RECENT);
  }

  /// For what changes nothing that others could see yet.
  static Demand prepare(Verb verb, RepositoryName repository) {
    return new On(verb, repository, Freshness.RECENT);
  }

  /// For what changes something.
  static Demand change(Verb verb, RepositoryName repository) {
    return new On(verb, repository, Freshness.LIVE);
  }
}
