package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A fixed bundle of verbs. The last two are meant for `sys/access.json`, where they also open what
/// is no repository: the accounts and settings of the whole registry, or a look at them.
public enum Role {
  READER(Verbs.of(Verb.LIST, Verb.PULL)),
  WRITER(READER.verbs.and(Verbs.of(Verb.RETAG))),
  MAINTAINER(WRITER.verbs.and(Verbs.of(Verb.DELETE))),
  OWNER(MAINTAINER.verbs.and(Verbs.of(Verb.ADMIN))),
  /// Sees all names, documents and logs; pulls nothing.
  AUDITOR(Verbs.of(Verb.LIST)),
  /// May everything.
  SYSADMIN(Verbs.ALL);

  @SuppressWarnings("ImmutableEnumChecker") // a record of a number
  private final Verbs verbs;

  Role(Verbs verbs) {
    this.verbs = verbs;
  }

  /// What it gives.
  public Verbs verbs() {
    return verbs;
  }

  /// As it is written in documents: `reader`.
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role that is written so; null, which gives nothing, if there is none.
  @JsonCreator
  public static @Nullable Role of(String text) {
    for (Role role : values()) {
      if (role.toString().equals(text)) {
        return role;
      }
    }
    return null;
  }
}
