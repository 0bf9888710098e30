package dev.stowage.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Verbs given to someone.
///
/// @param role a bundle of verbs; absent: only `verbs`
/// @param verbs verbs besides those of the role; absent: only the role's
/// @param repos on which repositories; absent: on all of its document; empty: on none
/// @param until the first instant at which it no longer holds; absent: it holds for ever
/// @param ips from which addresses; absent: from anywhere; empty: from nowhere
public record Grant(
    Who who,
    @Nullable Role role,
    @Nullable Verbs verbs,
    @Nullable List<RepositoryPattern> repos,
    @Nullable Instant until,
    @Nullable List<Network> ips) {

  /// @throws IllegalArgumentException if it is given to nobody
  public Grant {
    if (Objects.isNull(who)) {
      throw new IllegalArgumentException("a grant is given to someone");
    }
    repos = repos == null ? null : List.copyOf(repos);
    ips = ips == null ? null : List.copyOf(ips);
  }

  /// A role without conditions.
  public static Grant of(Who who, Role role) {
    return new Grant(who, role, null, null, null, null);
  }

  /// All that it gives.
  public Verbs gives() {
    if (role == null) {
      return verbs == null ? Verbs.NONE : verbs;
    }
    return verbs == null ? role.verbs() : role.verbs().and(verbs);
  }

  /// Whether it holds for this asker, then and from there.
  ///
  /// @param from where the request comes from; absent: nobody knows
  boolean holds(Subject subject, Instant now, @Nullable InetAddress from) {
    return subject.who().contains(who)
        && (until == null || now.isBefore(until))
        && (ips == null || isIn(ips, from));
  }

  static boolean isIn(List<Network> networks, @Nullable InetAddress address) {
    if (address == null) {
      return false;
    }
    for (Network network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
