package dev.stowage.auth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stowage.access.Limit;
import dev.stowage.access.RepositoryPattern;
import dev.stowage.access.Verbs;
import dev.stowage.layout.UploadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an account keeps of a secret that the registry drew for it.
///
/// @param id names it among those of its account
/// @param name what its owner calls it
/// @param hash SHA-256 of its text
/// @param expiresAt the first instant at which it no longer counts; absent: it counts for ever
/// @param verbs the only verbs it is good for; absent: all that its account has
/// @param repos the only repositories it is good for; absent: all that its account has
public record Secret(
    String id,
    Kind kind,
    String name,
    String hash,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Verbs verbs,
    @Nullable List<RepositoryPattern> repos) {

  /// What a secret is for.
  public enum Kind {
    /// A personal access token: shown as a password.
    PERSONAL("swp_"),
    /// A robot's: shown as a password.
    ROBOT("swr_"),
    /// A refresh token: shown to the token service alone.
    REFRESH("swf_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    /// What its text begins with.
    String prefix() {
      return prefix;
    }

    @JsonCreator
    static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// As it is written in documents.
    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A secret just drawn: its text, which nobody will see again, and what is kept.
  public record Drawn(String text, Secret secret) {}

  /// Draws one.
  ///
  /// @param life absent: for ever
  public static Drawn draw(
      Kind kind, String name, Instant now, @Nullable Duration life, Limit limit) {
    String text = SecretText.draw(kind);
    return new Drawn(
        text,
        new Secret(
            UploadId.random().value().substring(0, 12),
            kind,
            name,
            SecretText.hash(text),
            now,
            life == null ? null : now.plus(life),
            limit.verbs(),
            limit.repos()));
  }

  /// Whether it counts no longer.
  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /// What it leaves of its account's rights.
  @JsonIgnore
  public Limit limit() {
    return new Limit(verbs, repos);
  }

  /// Tells nothing that must not stand in a log.
  @Override
  public String toString() {
    return kind + " secret " + id;
  }
}
