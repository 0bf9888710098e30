package dev.stowage.http.api;

import dev.stowage.access.AccessDocuments;
import dev.stowage.access.Decision;
import dev.stowage.access.Limit;
import dev.stowage.access.Rights;
import dev.stowage.access.Role;
import dev.stowage.access.SystemAccess;
import dev.stowage.access.Verb;
import dev.stowage.access.Who;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Principal;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Whether the asker may manage something: on the grants as they stand. A secret that is limited in
/// any way manages nothing.
@Singleton
final class Asker {
  private final AccessDocuments documents;
  private final InstantSource clock;

  Asker(AccessDocuments documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  void mustBeSysadmin(ApiRequest request) {
    require(is(Role.SYSADMIN, request));
  }

  void mustSeeAll(ApiRequest request) {
    require(seesAll(request));
  }

  boolean seesAll(ApiRequest request) {
    return is(Role.SYSADMIN, request) || is(Role.AUDITOR, request);
  }

  void mustBeHimselfOrSysadmin(ApiRequest request, Principal.User user) {
    require(isHimself(request, user) || is(Role.SYSADMIN, request));
  }

  boolean isHimself(ApiRequest request, Principal principal) {
    return isWhole(request) && request.asker().who().contains(Who.of(principal));
  }

  void mustManage(ApiRequest request, String namespace) {
    require(manages(request, namespace));
  }

  boolean manages(ApiRequest request, String namespace) {
    if (!isWhole(request)) {
      return false;
    }
    Decision decision =
        Rights.decide(
            system(),
            documents.namespace(namespace, Freshness.LIVE),
            request.asker(),
            Verb.ADMIN,
            RepositoryName.parse(namespace),
            clock.instant(),
            request.from());
    return decision.allowed();
  }

  boolean is(Role role, ApiRequest request) {
    return system().has(role, request.asker(), clock.instant(), request.from());
  }

  /// The answer to all who may not: the same whether there is something or not.
  static void require(boolean may) {
    if (!may) {
      throw new OciException(ErrorCode.DENIED, "this account may not do that");
    }
  }

  private static boolean isWhole(ApiRequest request) {
    return request.asker().limit().equals(Limit.NONE);
  }

  private SystemAccess system() {
    return documents.system(Freshness.LIVE).orElse(SystemAccess.NONE);
  }
}
