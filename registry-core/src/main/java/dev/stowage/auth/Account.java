package dev.stowage.auth;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.stowage.access.Who;
import dev.stowage.layout.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An account, as it stands in the bucket.
///
/// @param v the version of this form: one we do not know is no account
/// @param rev goes up with each change
/// @param name its login name
/// @param disabled it may not sign in, and nothing it was given counts
/// @param createdAt when it was made
/// @param tokensNotBefore tokens signed before this no longer count
/// @param password Argon2id of its password; absent: it has none
/// @param groups the groups a person belongs to
/// @param secrets what else it may show
public record Account(
    int v,
    long rev,
    String name,
    boolean disabled,
    Instant createdAt,
    Instant tokensNotBefore,
    @Nullable String password,
    List<String> groups,
    List<Secret> secrets) {

  /// The version of this form.
  public static final int VERSION = 1;

  /// The most secrets of each kind of one person; of refresh tokens the oldest give way.
  public static final int MAX_SECRETS = 50;

  /// The most groups of one person.
  public static final int MAX_GROUPS = 500;

  /// The secrets of a robot: one in use, and one to change to.
  public static final int ROBOT_SECRETS = 2;

  public Account(
      int v,
      long rev,
      String name,
      boolean disabled,
      Instant createdAt,
      Instant tokensNotBefore,
      @Nullable String password,
      @Nullable List<String> groups,
      @Nullable List<Secret> secrets) {
    this.v = v;
    this.rev = rev;
    this.name = name;
    this.disabled = disabled;
    this.createdAt = createdAt;
    this.tokensNotBefore = tokensNotBefore;
    this.password = password;
    this.groups = groups == null ? List.of() : List.copyOf(groups);
    this.secrets = secrets == null ? List.of() : List.copyOf(secrets);
  }

  /// A new one, that can sign in by nothing yet.
  public static Account created(Principal principal, Instant now) {
    return new Account(VERSION, 1, principal.login(), false, now, now, null, List.of(), List.of());
  }

  /// The next revision with this password, where all that was got by the former one ends.
  public Account withPassword(String argon2, Instant now) {
    return new Account(
        v, rev + 1, name, disabled, createdAt, now, argon2, groups, without(Secret.Kind.REFRESH));
  }

  /// The next revision, in these groups.
  public Account withGroups(List<String> groups) {
    return new Account(
        v, rev + 1, name, disabled, createdAt, tokensNotBefore, password, groups, secrets);
  }

  /// The next revision, enabled or not; all that was got before ends.
  public Account withDisabled(boolean disabled, Instant now) {
    return new Account(
        v, rev + 1, name, disabled, createdAt, now, password, groups, without(Secret.Kind.REFRESH));
  }

  /// The next revision with one more secret, without those that have expired. Of refresh tokens the
  /// oldest give way.
  public Account with(Secret secret, Instant now) {
    List<Secret> all = new ArrayList<>(secrets);
    all.removeIf(s -> s.isExpired(now));
    if (secret.kind() == Secret.Kind.REFRESH && count(all, secret.kind()) >= MAX_SECRETS) {
      Predicate<Secret> refresh = s -> s.kind() == Secret.Kind.REFRESH;
      all.remove(all.stream().filter(refresh).findFirst().orElseThrow());
    }
    all.add(secret);
    return withSecrets(all);
  }

  /// The next revision without that secret.
  public Account without(String secretId) {
    return withSecrets(secrets.stream().filter(s -> !s.id().equals(secretId)).toList());
  }

  /// Whether there is room for another secret of that kind.
  public boolean hasRoomFor(Secret.Kind kind, Instant now) {
    List<Secret> valid = secrets.stream().filter(s -> !s.isExpired(now)).toList();
    return switch (kind) {
      case PERSONAL -> count(valid, kind) < MAX_SECRETS;
      case ROBOT -> count(valid, kind) < ROBOT_SECRETS;
      case REFRESH -> true;
    };
  }

  /// The secret with that id.
  public Optional<Secret> secret(String id) {
    return secrets.stream().filter(s -> s.id().equals(id)).findFirst();
  }

  /// As whom it is given rights: its holder, and the members of its groups.
  public Set<Who> who(Principal holder) {
    Set<Who> who = new HashSet<>();
    who.add(Who.of(holder));
    groups.forEach(group -> who.add(Who.group(group)));
    return Set.copyOf(who);
  }

  /// Whether it is of a form that we know, and not disabled.
  @JsonIgnore
  public boolean isUsable() {
    return v == VERSION && !disabled;
  }

  /// Tells nothing that must not stand in a log.
  @Override
  public String toString() {
    return "account " + name + ", revision " + rev;
  }

  private Account withSecrets(List<Secret> all) {
    return new Account(
        v, rev + 1, name, disabled, createdAt, tokensNotBefore, password, groups, all);
  }

  private List<Secret> without(Secret.Kind kind) {
    return secrets.stream().filter(s -> s.kind() != kind).toList();
  }

  private static long count(List<Secret> secrets, Secret.Kind kind) {
    return secrets.stream().filter(s -> s.kind() == kind).count();
  }
}
