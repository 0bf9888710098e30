package dev.stowage.http.api;

import dev.stowage.access.Limit;
import dev.stowage.access.Subject;
import dev.stowage.auth.Accounts;
import dev.stowage.catalog.Names;
import dev.stowage.catalog.PageRequest;
import dev.stowage.document.Freshness;
import dev.stowage.http.answer.Answer;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.Principal;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table of the management API: each line says first who may.
@Singleton
public final class Api {
  private final AccountsApi accounts;
  private final AccessApi access;
  private final Asker asker;
  private final Accounts subjects;
  private final ObjectStore store;

  Api(AccountsApi accounts, AccessApi access, Asker asker, Accounts subjects, ObjectStore store) {
    this.accounts = accounts;
    this.access = access;
    this.asker = asker;
    this.subjects = subjects;
    this.store = store;
  }

  /// Answers someone who has signed in.
  ///
  /// @throws OciException 403 if he may not, 404 and 405 for what is not in the table
  public Answer answer(ApiRequest request) {
    List<String> path = request.path();
    return switch (path.getFirst() + "/" + path.size()) {
      case "users/1" -> only(request, "GET", () -> users(request));
      case "users/2" -> user(request, user(path.get(1)));
      case "users/3" -> tokens(request, user(path.get(1)));
      case "users/4" -> secret(request, user(path.get(1)), "tokens");
      case "robots/2" -> robot(request, robot(path.get(1)));
      case "robots/3" -> robotSecrets(request, robot(path.get(1)));
      case "robots/4" -> secret(request, robot(path.get(1)), "secrets");
      case "namespaces/1" -> only(request, "GET", () -> namespaces(request));
      case "namespaces/2" -> namespace(request, namespace(path.get(1)));
      case "namespaces/3" -> robots(request, namespace(path.get(1)));
      case "access/1" -> system(request);
      case "access/2" -> explain(request);
      default -> throw AccountsApi.unknown();
    };
  }

  private interface Line {
    Answer answer();
  }

  private static Answer only(ApiRequest request, String method, Line line) {
    if (!request.method().equals(method)) {
      throw other();
    }
    return line.answer();
  }

  private Answer users(ApiRequest request) {
    asker.mustSeeAll(request);
    return names(request, Prefixes.USERS, ".json");
  }

  private Answer user(ApiRequest request, Principal.User user) {
    return switch (request.method()) {
      case "GET" -> {
        Asker.require(asker.isHimself(request, user) || asker.seesAll(request));
        yield accounts.get(user);
      }
      case "PUT" -> {
        boolean onlyPassword = request.tree().size() == 1 && request.tree().has("password");
        if (onlyPassword) {
          asker.mustBeHimselfOrSysadmin(request, user);
        } else {
          asker.mustBeSysadmin(request);
        }
        yield accounts.put(request, user);
      }
      case "DELETE" -> {
        asker.mustBeSysadmin(request);
        yield accounts.delete(user);
      }
      default -> throw other();
    };
  }

  private Answer tokens(ApiRequest request, Principal.User user) {
    asker.mustBeHimselfOrSysadmin(request, user);
    check(request.path().get(2).equals("tokens"));
    return only(request, "POST", () -> accounts.draw(request, user));
  }

  private Answer robot(ApiRequest request, Principal.Robot robot) {
    asker.mustManage(request, robot.namespace());
    return switch (request.method()) {
      case "GET" -> accounts.get(robot);
      case "PUT" -> accounts.put(request, robot);
      case "DELETE" -> accounts.delete(robot);
      default -> throw other();
    };
  }

  private Answer robotSecrets(ApiRequest request, Principal.Robot robot) {
    asker.mustManage(request, robot.namespace());
    check(request.path().get(2).equals("secrets"));
    return only(request, "POST", () -> accounts.draw(request, robot));
  }

  private Answer secret(ApiRequest request, Principal principal, String kind) {
    switch (principal) {
      case Principal.User user -> asker.mustBeHimselfOrSysadmin(request, user);
      case Principal.Robot robot -> asker.mustManage(request, robot.namespace());
    }
    check(request.path().get(2).equals(kind));
    return only(request, "DELETE", () -> accounts.revoke(principal, request.path().get(3)));
  }

  private Answer namespaces(ApiRequest request) {
    asker.mustSeeAll(request);
    return names(request, Prefixes.NAMESPACES, "/access.json");
  }

  private Answer namespace(ApiRequest request, String namespace) {
    return switch (request.method()) {
      case "GET" -> {
        Asker.require(asker.manages(request, namespace) || asker.seesAll(request));
        yield access.namespace(namespace);
      }
      case "PUT" -> {
        if (access.exists(namespace)) {
          asker.mustManage(request, namespace);
        } else {
          asker.mustBeSysadmin(request);
        }
        yield access.putNamespace(request, namespace);
      }
      case "DELETE" -> {
        asker.mustBeSysadmin(request);
        yield access.deleteNamespace(namespace);
      }
      default -> throw other();
    };
  }

  private Answer robots(ApiRequest request, String namespace) {
    Asker.require(asker.manages(request, namespace) || asker.seesAll(request));
    check(request.path().get(2).equals("robots"));
    return only(request, "GET", () -> names(request, Prefixes.robots(namespace), ".json"));
  }

  private Answer system(ApiRequest request) {
    return switch (request.method()) {
      case "GET" -> {
        asker.mustSeeAll(request);
        yield access.system();
      }
      case "PUT" -> {
        asker.mustBeSysadmin(request);
        yield access.putSystem(request);
      }
      default -> throw other();
    };
  }

  private Answer explain(ApiRequest request) {
    check(request.path().get(1).equals("explain"));
    RepositoryName repository = RepositoryName.parse(request.required("repository"));
    Optional<Principal> principal = request.query().apply("account").flatMap(Principal::of);
    boolean himself = principal.filter(p -> asker.isHimself(request, p)).isPresent();
    Asker.require(
        himself || asker.manages(request, repository.namespace()) || asker.seesAll(request));
    Subject subject =
        principal
            .flatMap(p -> subjects.find(p, Freshness.LIVE).map(a -> a.who(p)))
            .map(who -> new Subject(who, Limit.NONE))
            .orElse(new Subject(Set.of(), Limit.NONE));
    return only(request, "GET", () -> access.explain(request, subject, repository));
  }

  private Answer names(ApiRequest request, String prefix, String end) {
    String last = request.query().apply("last").orElse("");
    if (!last.isEmpty() && Principal.of(last).isEmpty()) {
      throw ApiRequest.invalid("last is no name of this list");
    }
    return Views.json(
        200,
        Views.NamesView.of(Names.page(store, prefix, end, new PageRequest(PageRequest.MAX, last))));
  }

  private static Principal.User user(String name) {
    return Principal.of(name)
        .filter(Principal.User.class::isInstance)
        .map(Principal.User.class::cast)
        .orElseThrow(() -> ApiRequest.invalid("that can be no name of a person's account"));
  }

  private static Principal.Robot robot(String name) {
    return Principal.of(name)
        .filter(Principal.Robot.class::isInstance)
        .map(Principal.Robot.class::cast)
        .orElseThrow(() -> ApiRequest.invalid("a robot is called namespace+name"));
  }

  private static String namespace(String name) {
    RepositoryName parsed = RepositoryName.parse(name);
    check(parsed.namespace().equals(name));
    return name;
  }

  private static void check(boolean known) {
    if (!known) {
      throw AccountsApi.unknown();
    }
  }

  private static OciException other() {
    return new OciException(405, ErrorCode.UNSUPPORTED, "this path does not have that method");
  }
}
