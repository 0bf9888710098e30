package dev.stowage.access;

import dev.stowage.oci.name.RepositoryName;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides who may do what. Pure: the same question on the same documents has the same answer.
public final class Rights {
  private Rights() {}

  /// Whether `subject` may do this, at that time, from there.
  ///
  /// @param namespace the document of the repository's namespace; empty if there is none, and then
  ///   only grants for the whole registry count
  /// @param from where the request comes from; absent: nobody knows
  public static Decision decide(
      SystemAccess system,
      Optional<NamespaceAccess> namespace,
      Subject subject,
      Verb verb,
      RepositoryName repository,
      Instant now,
      @Nullable InetAddress from) {
    if (!subject.limit().allows(verb, repository)) {
      return Decision.SECRET_LIMITED;
    }
    if (namespace.isPresent() && namespace.get().v() == NamespaceAccess.VERSION) {
      if (namespace.get().everybody().contains(verb)) {
        return Decision.PUBLIC;
      }
      Grant grant = find(namespace.get().grants(), subject, verb, repository, now, from);
      if (grant != null) {
        return new Decision(Decision.Reason.NAMESPACE_GRANT, grant);
      }
    }
    if (system.v() == SystemAccess.VERSION) {
      Grant grant = find(system.grants(), subject, verb, repository, now, from);
      if (grant != null) {
        return new Decision(Decision.Reason.SYSTEM_GRANT, grant);
      }
    }
    return Decision.NO_GRANT;
  }

  private static @Nullable Grant find(
      List<Grant> grants,
      Subject subject,
      Verb verb,
      RepositoryName repository,
      Instant now,
      @Nullable InetAddress from) {
    if (subject.who().isEmpty()) {
      return null;
    }
    for (Grant grant : grants) {
      if (grant.gives().contains(verb)
          && (grant.repos() == null || Limit.isIn(grant.repos(), repository))
          && grant.holds(subject, now, from)) {
        return grant;
      }
    }
    return null;
  }
}
