package dev.stowage.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may do what in all namespaces, and with the registry itself: `sys/access.json`. Versions and
/// unknown words are treated as in [NamespaceAccess].
///
/// @param v the version of this form
/// @param rev goes up with each change
/// @param grants all of them count, on every repository unless they name some
public record SystemAccess(int v, long rev, List<Grant> grants) {

  /// The version of this form.
  public static final int VERSION = 1;

  /// Gives nothing to anybody.
  public static final SystemAccess NONE = new SystemAccess(VERSION, 0, List.of());

  public SystemAccess(int v, long rev, @Nullable List<Grant> grants) {
    this.v = v;
    this.rev = rev;
    this.grants = grants == null ? List.of() : List.copyOf(grants);
  }

  /// The next revision, with these.
  public SystemAccess with(List<Grant> grants) {
    return new SystemAccess(VERSION, rev + 1, grants);
  }

  /// Whether the asker has this role in the registry itself. A secret that is limited in any way
  /// opens nothing of it.
  public boolean has(Role role, Subject subject, Instant now, @Nullable InetAddress from) {
    return v == VERSION
        && subject.limit().equals(Limit.NONE)
        && grants.stream()
            .anyMatch(
                grant ->
                    grant.role() == role
                        && grant.repos() == null
                        && grant.holds(subject, now, from));
  }
}
