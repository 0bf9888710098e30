package dev.stowage.http.v2;

import dev.stowage.auth.AuthConfig;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.api.Api;
import dev.stowage.http.api.ApiRequest;
import dev.stowage.http.body.WholeBody;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/// Hands requests on to the management API.
@Singleton
final class ApiHandler {
  /// The longest body.
  static final int MAX_BODY = 512 << 10;

  private final boolean enabled;
  private final Api api;

  ApiHandler(AuthConfig config, Api api) {
    this.enabled = config.enabled();
    this.api = api;
  }

  Answer answer(Call call, Target.Api target) throws IOException {
    if (!enabled) {
      throw new OciException(404, ErrorCode.UNSUPPORTED, "this registry has no accounts");
    }
    Query query = call.query();
    try (WholeBody body = call.wholeBody(MAX_BODY)) {
      return api.answer(
          new ApiRequest(
              call.method().name(),
              target.path(),
              query::one,
              name -> Optional.ofNullable(call.header(name)),
              body.bytes(),
              call.subject(),
              call.address()));
    }
  }
}
