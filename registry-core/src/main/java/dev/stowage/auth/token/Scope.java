package dev.stowage.auth.token;

import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import java.util.ArrayList;
import java.util.List;

/// What a client asks a token for (Distribution, "Token Scope Documentation"):
/// `repository:team/app:pull,push`.
sealed interface Scope {

  /// The longest that one request may ask for, all scopes together: so the token for it fits into a
  /// header.
  int MAX_LENGTH = 8 << 10;

  /// The most scopes of one request.
  int MAX_SCOPES = 50;

  /// Actions on a repository. `*` stands for all.
  record Repository(RepositoryName name, List<Action> actions) implements Scope {}

  /// To list repositories: `registry:catalog:*`.
  record Catalog() implements Scope {}

  /// What we have nothing of.
  record Unknown() implements Scope {}

  /// An action that a token can be good for.
  enum Action {
    PULL("pull", Verb.PULL, Verbs.of(Verb.PULL)),
    /// Whether tags may be moved, too, is found out when one is.
    PUSH("push", Verb.PUSH, Verbs.of(Verb.RETAG)),
    DELETE("delete", Verb.DELETE, Verbs.of(Verb.DELETE));

    final String text;

    /// What one must be allowed to get it.
    final Verb needed;

    /// What it is good for at most.
    @SuppressWarnings("ImmutableEnumChecker") // a record of a number
    final Verbs verbs;

    Action(String text, Verb needed, Verbs verbs) {
      this.text = text;
      this.needed = needed;
      this.verbs = verbs;
    }
  }

  /// The scopes that the values of a request's parameter hold: each one or several, divided by
  /// blanks.
  ///
  /// @throws OciException 400 if they are malformed or too many
  static List<Scope> parse(List<String> values) {
    List<Scope> scopes = new ArrayList<>();
    int length = 0;
    for (String value : values) {
      length += value.length();
      if (length > MAX_LENGTH) {
        throw invalid("too long: " + MAX_LENGTH + " characters are the most");
      }
      for (String text : value.split(" ", -1)) {
        if (!text.isEmpty()) {
          scopes.add(one(text));
        }
      }
      if (scopes.size() > MAX_SCOPES) {
        throw invalid("too many: " + MAX_SCOPES + " are the most");
      }
    }
    return scopes;
  }

  /// The name may hold colons, so the type ends at the first and the actions begin after the last.
  private static Scope one(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first <= 0 || last == first) {
      throw invalid(OciError.quoted(text) + " is none like repository:team/app:pull,push");
    }
    String type = text.substring(0, first);
    int bracket = type.indexOf('(');
    String name = text.substring(first + 1, last);
    List<String> actions = List.of(text.substring(last + 1).split(",", -1));
    return switch (bracket < 0 ? type : type.substring(0, bracket)) {
      case "repository" -> new Repository(RepositoryName.parse(name), known(actions));
      case "registry" ->
          name.equals("catalog") && actions.contains("*") ? new Catalog() : new Unknown();
      default -> new Unknown();
    };
  }

  private static List<Action> known(List<String> actions) {
    List<Action> known = new ArrayList<>();
    for (Action action : Action.values()) {
      if (actions.contains(action.text) || actions.contains("*")) {
        known.add(action);
      }
    }
    return known;
  }

  private static OciException invalid(String message) {
    return new OciException(400, ErrorCode.UNSUPPORTED, "the scope: " + message);
  }
}
