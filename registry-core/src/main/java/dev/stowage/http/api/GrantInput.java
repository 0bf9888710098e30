package dev.stowage.http.api;

import dev.stowage.access.Grant;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Network;
import dev.stowage.access.RepositoryPattern;
import dev.stowage.access.Role;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A grant as it is sent: words that a document would pass over are refused here.
record GrantInput(
    @Nullable Who who,
    @Nullable String role,
    @Nullable List<String> verbs,
    @Nullable List<RepositoryPattern> repos,
    @Nullable Instant until,
    @Nullable List<Network> ips) {

  /// The grants.
  ///
  /// @param system whether they are for the whole registry, so that its roles may be given
  static List<Grant> grants(@Nullable List<GrantInput> inputs, boolean system) {
    List<GrantInput> all = inputs == null ? List.of() : inputs;
    if (all.size() > NamespaceAccess.MAX_GRANTS) {
      throw ApiRequest.invalid("at most " + NamespaceAccess.MAX_GRANTS + " grants");
    }
    return all.stream().map(input -> input.grant(system)).toList();
  }

  /// Verbs by their words.
  static Verbs verbs(List<String> words) {
    List<String> known = Arrays.stream(Verb.values()).map(Verb::toString).toList();
    if (!known.containsAll(words)) {
      throw ApiRequest.invalid("verbs are " + String.join(", ", known));
    }
    return Verbs.of(
        Arrays.stream(Verb.values()).filter(verb -> words.contains(verb.toString())).toList());
  }

  private Grant grant(boolean system) {
    if (who == null) {
      throw ApiRequest.invalid("a grant is given to someone: who");
    }
    Role known = role == null ? null : Role.of(role);
    boolean ofSystem = known == Role.AUDITOR || known == Role.SYSADMIN;
    if ((role != null && known == null) || (ofSystem && !system)) {
      throw ApiRequest.invalid("a namespace's roles are reader, writer, maintainer, owner");
    }
    if (known == null && verbs == null) {
      throw ApiRequest.invalid("a grant gives a role or verbs");
    }
    return new Grant(who, known, verbs == null ? null : verbs(verbs), repos, until, ips);
  }
}
