package dev.stowage.access;

import dev.stowage.oci.name.RepositoryName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is left of an account's rights to one of its secrets.
///
/// @param verbs only these; absent: all
/// @param repos only on these repositories; absent: on all; empty: on none
public record Limit(@Nullable Verbs verbs, @Nullable List<RepositoryPattern> repos) {

  /// No limit.
  public static final Limit NONE = new Limit(null, null);

  public Limit {
    repos = repos == null ? null : List.copyOf(repos);
  }

  /// Whether this much is left.
  public boolean allows(Verb verb, RepositoryName repository) {
    return (verbs == null || verbs.contains(verb)) && (repos == null || isIn(repos, repository));
  }

  static boolean isIn(List<RepositoryPattern> patterns, RepositoryName repository) {
    for (RepositoryPattern pattern : patterns) {
      if (pattern.matches(repository)) {
        return true;
      }
    }
    return false;
  }
}
