package dev.stowage.http.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Decision;
import dev.stowage.access.Grant;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Network;
import dev.stowage.access.Rights;
import dev.stowage.access.Subject;
import dev.stowage.access.SystemAccess;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.document.Freshness;
import dev.stowage.http.answer.Answer;
import dev.stowage.oci.name.RepositoryName;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Namespaces, grants, and why someone may do something.
@Singleton
final class AccessApi {
  private final AccessDocuments documents;
  private final InstantSource clock;

  AccessApi(AccessDocuments documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /// What may be sent of a namespace: all of it, each time.
  record NamespaceInput(
      @JsonProperty("public") @Nullable List<String> everybody,
      @Nullable List<GrantInput> grants) {}

  /// What may be sent of the grants for the whole registry: all of them, each time.
  record SystemInput(@Nullable List<GrantInput> grants) {}

  /// Why, in the answer.
  record Explanation(boolean allowed, String reason, @Nullable Grant grant) {}

  boolean exists(String namespace) {
    return documents.namespace(namespace, Freshness.LIVE).isPresent();
  }

  Answer namespace(String namespace) {
    NamespaceAccess access =
        documents.namespace(namespace, Freshness.LIVE).orElseThrow(AccountsApi::unknown);
    return Views.json(200, access, access.rev());
  }

  /// Sets what a namespace gives, and makes it if it is not there.
  Answer putNamespace(ApiRequest request, String namespace) {
    NamespaceInput input = request.read(NamespaceInput.class);
    List<Grant> grants = GrantInput.grants(input.grants(), false);
    Verbs everybody = input.everybody() == null ? Verbs.NONE : GrantInput.verbs(input.everybody());
    if (everybody.contains(Verb.PUSH)
        || everybody.contains(Verb.DELETE)
        || everybody.contains(Verb.ADMIN)) {
      throw ApiRequest.invalid("public is list and pull at most");
    }
    Instant now = clock.instant();
    boolean[] made = {false};
    NamespaceAccess access =
        documents.change(
            namespace,
            stands -> {
              request.checkCondition(stands.map(NamespaceAccess::rev));
              made[0] = stands.isEmpty();
              return stands.orElse(NamespaceAccess.created(now)).with(everybody, grants);
            });
    return Views.json(made[0] ? 201 : 200, access, access.rev());
  }

  Answer deleteNamespace(String namespace) {
    if (!documents.remove(namespace)) {
      throw AccountsApi.unknown();
    }
    return Answer.of(204);
  }

  Answer system() {
    SystemAccess access = documents.system(Freshness.LIVE).orElse(SystemAccess.NONE);
    return Views.json(200, access, access.rev());
  }

  Answer putSystem(ApiRequest request) {
    List<Grant> grants = GrantInput.grants(request.read(SystemInput.class).grants(), true);
    SystemAccess access =
        documents.changeSystem(
            stands -> {
              request.checkCondition(stands.map(SystemAccess::rev));
              return stands.orElse(SystemAccess.NONE).with(grants);
            });
    return Views.json(200, access, access.rev());
  }

  /// Whether `subject` may do what the query names, and why.
  Answer explain(ApiRequest request, Subject subject, RepositoryName repository) {
    Verb verb = GrantInput.verbs(List.of(request.required("verb"))).list().getLast();
    @Nullable InetAddress from = request.query().apply("from").map(Network::literal).orElse(null);
    Decision decision =
        Rights.decide(
            documents.system(Freshness.LIVE).orElse(SystemAccess.NONE),
            documents.namespace(repository.namespace(), Freshness.LIVE),
            subject,
            verb,
            repository,
            clock.instant(),
            from);
    return Views.json(
        200,
        new Explanation(
            decision.allowed(),
            decision.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            decision.grant()));
  }
}
