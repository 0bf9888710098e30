package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may do what in one namespace: `ns/<namespace>/access.json`.
///
/// A grant with a word that this version does not know gives less, never more. What would take away
/// (a new condition) needs a new `v`; a document of a later `v` is not understood, and all it could
/// give is denied.
///
/// @param v the version of this form
/// @param rev goes up with each change
/// @param everybody what anybody may do, signed in or not; no more than list and pull
/// @param createdAt when the namespace was made: what was signed before says nothing about it
/// @param grants all of them count
public record NamespaceAccess(
    int v,
    long rev,
    @JsonProperty("public") Verbs everybody,
    Instant createdAt,
    List<Grant> grants) {

  /// The version of this form.
  public static final int VERSION = 1;

  /// The most grants of one document.
  public static final int MAX_GRANTS = 1_000;

  private static final Verbs MOST_PUBLIC = Role.READER.verbs();

  public NamespaceAccess(
      int v,
      long rev,
      @Nullable @JsonProperty("public") Verbs everybody,
      Instant createdAt,
      @Nullable List<Grant> grants) {
    this.v = v;
    this.rev = rev;
    this.everybody = everybody == null ? Verbs.NONE : everybody.within(MOST_PUBLIC);
    this.createdAt = createdAt;
    this.grants = grants == null ? List.of() : List.copyOf(grants);
  }

  /// A namespace that gives nothing to anybody.
  public static NamespaceAccess created(Instant at) {
    return new NamespaceAccess(VERSION, 1, Verbs.NONE, at, List.of());
  }

  /// The next revision, with this in it.
  public NamespaceAccess with(Verbs everybody, List<Grant> grants) {
    return new NamespaceAccess(VERSION, rev + 1, everybody, createdAt, grants);
  }
}
