package dev.stowage.http.v2;

import dev.stowage.access.Verb;
import dev.stowage.access.guard.Demand;
import dev.stowage.auth.token.ServiceName;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Where a token is to be had, and what for: the value of `WWW-Authenticate`.
///
/// The token service is always at the place the client called, or `stowage.external-url`: some
/// clients send their password nowhere else.
@Singleton
final class Challenge {
  private final Optional<URI> externalUrl;
  private final ServiceName service;

  Challenge(
      @ConfigProperty(name = "stowage.external-url") Optional<URI> externalUrl,
      ServiceName service) {
    this.externalUrl = externalUrl;
    this.service = service;
  }

  /// @param error what was wrong with the token that was shown; absent: none was
  String text(HttpServerRequest request, Demand demand, @Nullable String error) {
    if (demand instanceof Demand.Account) {
      return "Basic realm=\"registry\"";
    }
    StringBuilder text =
        new StringBuilder("Bearer realm=\"")
            .append(base(request))
            .append("/auth/token\",service=\"")
            .append(service.value())
            .append('"');
    String scope = scope(demand);
    if (!scope.isEmpty()) {
      text.append(",scope=\"").append(scope).append('"');
    }
    if (error != null) {
      text.append(",error=\"").append(error).append('"');
    }
    return text.toString();
  }

  /// The same for the error's JSON.
  static Map<String, String> detail(Demand demand) {
    return switch (demand) {
      case Demand.On(Verb verb, RepositoryName repository, _) ->
          Map.of("type", "repository", "name", repository.value(), "action", actions(verb));
      case Demand.Nothing _, Demand.AnyToken _, Demand.ListCatalog _, Demand.Account _ -> Map.of();
    };
  }

  private static String scope(Demand demand) {
    return switch (demand) {
      case Demand.On(Verb verb, RepositoryName repository, _) ->
          "repository:" + repository + ":" + actions(verb);
      case Demand.ListCatalog() -> "registry:catalog:*";
      case Demand.Nothing _, Demand.AnyToken _, Demand.Account _ -> "";
    };
  }

  private static String actions(Verb verb) {
    return switch (verb) {
      case LIST, PULL -> "pull";
      case PUSH, RETAG -> "pull,push";
      case DELETE, ADMIN -> "delete";
    };
  }

  private String base(HttpServerRequest request) {
    if (externalUrl.isPresent()) {
      String url = externalUrl.get().toString();
      return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
    String host = request.authority() == null ? "" : request.authority().toString();
    boolean plain =
        !host.isEmpty()
            && host.chars()
                .allMatch(
                    c -> (Character.isLetterOrDigit(c) && c < 0x7f) || ".-:[]_".indexOf(c) >= 0);
    if (!plain) {
      throw new OciException(400, ErrorCode.UNSUPPORTED, "the request names no valid Host");
    }
    return (request.isSSL() ? "https://" : "http://") + host;
  }
}
