package dev.stowage.access;

import java.util.Set;

/// Who asks, as far as rights go.
///
/// @param who an account and its groups; empty: anybody
/// @param limit what the secret that was shown leaves of the account's rights
public record Subject(Set<Who> who, Limit limit) {

  /// Anybody, not signed in.
  public static final Subject ANYBODY = new Subject(Set.of(), Limit.NONE);

  public Subject {
    who = Set.copyOf(who);
  }
}
