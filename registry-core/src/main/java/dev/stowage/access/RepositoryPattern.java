package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;

/// Which repositories: one (`team/app`), those directly below a name (`team/*`), or all below it
/// (`team/**`); `*` and `**` alone are below nothing. Compared by characters, so cheap, and never
/// surprising.
///
/// @param prefix the whole name, or what comes before the star
public record RepositoryPattern(String prefix, Depth depth) {

  /// How far below the prefix.
  public enum Depth {
    /// Not at all: the prefix is the name.
    SELF(""),
    /// One component.
    ONE("*"),
    /// One component or more.
    ANY("**");

    private final String stars;

    Depth(String stars) {
      this.stars = stars;
    }
  }

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException when it is anything else
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static RepositoryPattern parse(String text) {
    Depth depth = text.endsWith("**") ? Depth.ANY : text.endsWith("*") ? Depth.ONE : Depth.SELF;
    String prefix = text.substring(0, text.length() - depth.stars.length());
    boolean below = depth != Depth.SELF;
    if (!(below && prefix.isEmpty())) {
      check(text, below ? prefix.substring(0, prefix.length() - 1) : prefix);
      if (below && !prefix.endsWith("/")) {
        throw invalid(text);
      }
    }
    return new RepositoryPattern(prefix, depth);
  }

  /// Whether it is one of these.
  public boolean matches(RepositoryName repository) {
    String name = repository.value();
    return switch (depth) {
      case SELF -> name.equals(prefix);
      case ONE -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0;
      case ANY -> name.startsWith(prefix);
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return prefix + depth.stars;
  }

  private static void check(String text, String name) {
    try {
      RepositoryName _ = RepositoryName.parse(name);
    } catch (OciException e) {
      throw invalid(text);
    }
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "'" + text.replaceAll("[^ -~]", "?") + "' is no pattern like team/app, team/* or team/**");
  }
}
