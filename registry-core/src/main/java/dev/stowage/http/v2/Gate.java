package dev.stowage.http.v2;

import dev.stowage.access.guard.Caller;
import dev.stowage.access.guard.Demand;
import dev.stowage.access.guard.Guard;
import dev.stowage.access.guard.Permit;
import dev.stowage.access.guard.RefusedException;
import dev.stowage.access.guard.RefusedException.Reason;
import dev.stowage.auth.Accounts;
import dev.stowage.auth.AuthConfig;
import dev.stowage.auth.Holder;
import dev.stowage.auth.token.Tokens;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out who calls, lets him in or tells him how to get in (Distribution, "Token Authentication
/// Specification"; RFC 6750, section 3).
@Singleton
final class Gate {
  private static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
  private static final CharSequence AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");
  private static final String BEARER = "Bearer ";

  private final boolean enabled;
  private final Accounts accounts;
  private final Tokens tokens;
  private final Guard guard;
  private final Challenge challenge;

  Gate(AuthConfig config, Accounts accounts, Tokens tokens, Guard guard, Challenge challenge) {
    this.enabled = config.enabled();
    this.accounts = accounts;
    this.tokens = tokens;
    this.guard = guard;
    this.challenge = challenge;
  }

  /// Whether there are no accounts, so that everybody may do everything.
  boolean isOpen() {
    return !enabled;
  }

  /// Lets the request in, before its body is looked at.
  ///
  /// @throws RefusedException if its caller may not do what is demanded
  Permit admit(HttpServerRequest request, Demand demand, @Nullable InetAddress from) {
    if (!enabled || demand instanceof Demand.Nothing) {
      return Permit.EVERYTHING;
    }
    String shown = request.headers().get(AUTHORIZATION);
    if (shown == null) {
      throw new RefusedException(Reason.NOTHING_SHOWN, demand);
    }
    Caller caller = caller(shown, demand, from);
    return guard.require(caller, demand, from);
  }

  private Caller caller(String shown, Demand demand, @Nullable InetAddress from) {
    if (isBearer(shown)) {
      String token = shown.substring(BEARER.length()).strip();
      return tokens.holder(token).orElseThrow(() -> new RefusedException(Reason.INVALID, demand));
    }
    return BasicCredentials.parse(shown)
        .flatMap(given -> accounts.signIn(given.name(), given.secret(), from))
        .<Caller>map(signedIn -> new Holder(accounts, signedIn))
        .orElseThrow(() -> new RefusedException(Reason.INVALID, demand));
  }

  /// Tells a caller who was refused why, and what he can do about it. A repository that does not
  /// exist and one that he may not see are told in the same words.
  Answer refuse(HttpServerRequest request, RefusedException refused) {
    Map<String, String> detail = Challenge.detail(refused.demand());
    if (refused.reason() == Reason.DENIED) {
      return ErrorAnswer.of(
          403,
          List.of(new OciError(ErrorCode.DENIED, "this account may not do that here", detail)));
    }
    String shown = request.headers().get(AUTHORIZATION);
    OciError error = new OciError(ErrorCode.UNAUTHORIZED, words(refused.reason()), detail);
    Answer answer =
        refused.demand() instanceof Demand.Account
            ? ErrorAnswer.problem(401, error)
            : ErrorAnswer.of(401, List.of(error));
    return answer.header(
        AUTHENTICATE,
        challenge.text(
            request,
            refused.demand(),
            shown != null && isBearer(shown) ? error(refused.reason()) : null));
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case NOTHING_SHOWN -> "sign in first";
      case INVALID -> "the name and password, or the token, are not valid";
      case OTHER_TOKEN, DENIED -> "the token does not give access to this; sign in";
    };
  }

  private static @Nullable String error(Reason reason) {
    return switch (reason) {
      case NOTHING_SHOWN -> null;
      case INVALID -> "invalid_token";
      case OTHER_TOKEN, DENIED -> "insufficient_scope";
    };
  }

  private static boolean isBearer(String shown) {
    return shown.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }
}
