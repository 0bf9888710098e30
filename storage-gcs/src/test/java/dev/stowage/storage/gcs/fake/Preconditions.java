package dev.stowage.storage.gcs.fake;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request wants of an object's generation and metageneration. Generation 0 is that of an
/// object that is not there.
///
/// @param prefix `if`, or `ifSource` for the object that is read
record Preconditions(String prefix, Map<String, String> query) {

  /// The parameters of a target's.
  static final Set<String> TARGET =
      Set.of(
          "ifGenerationMatch",
          "ifGenerationNotMatch",
          "ifMetagenerationMatch",
          "ifMetagenerationNotMatch");

  /// The parameters of a source's.
  static final Set<String> SOURCE =
      Set.of(
          "ifSourceGenerationMatch",
          "ifSourceGenerationNotMatch",
          "ifSourceMetagenerationMatch",
          "ifSourceMetagenerationNotMatch");

  static Preconditions ofTarget(Map<String, String> query) {
    return new Preconditions("if", query);
  }

  static Preconditions ofSource(Map<String, String> query) {
    return new Preconditions("ifSource", query);
  }

  /// Refuses with 412 if one does not hold.
  void check(@Nullable Stored object) {
    long generation = object == null ? 0 : object.generation();
    long metageneration = object == null ? 0 : object.metageneration();
    boolean holds =
        wanted("GenerationMatch").map(g -> g == generation).orElse(true)
            && wanted("GenerationNotMatch").map(g -> g != generation).orElse(true)
            && wanted("MetagenerationMatch")
                .map(m -> object != null && m == metageneration)
                .orElse(true)
            && wanted("MetagenerationNotMatch")
                .map(m -> object != null && m != metageneration)
                .orElse(true);
    if (!holds) {
      throw Problem.precondition();
    }
  }

  private Optional<Long> wanted(String name) {
    return Optional.ofNullable(query.get(prefix + name)).map(Preconditions::number);
  }

  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.invalid("not a number: " + text);
    }
  }
}
