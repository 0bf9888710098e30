package dev.stowage.storage.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// What the SDK's failures mean: the one place that knows them.
final class Failures {

  /// Azure refuses requests that are dated 15 minutes off; long before, something is wrong.
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
  private static final HttpHeaderName RETRY_MILLIS =
      HttpHeaderName.fromString("x-ms-retry-after-ms");

  private static final Set<String> NO_CONTAINER =
      Set.of("ContainerNotFound", "ContainerBeingDeleted", "ContainerDisabled");
  private static final Set<String> BROKEN_ON_THE_WAY = Set.of("Md5Mismatch", "Crc64Mismatch");

  private final Settings settings;

  Failures(Settings settings) {
    this.settings = settings;
  }

  /// A failure, in our words.
  ///
  /// @param passing whether the same call may succeed a little later
  /// @param inDoubt whether the store may have done what was asked
  /// @param interrupted whether the caller's thread was interrupted
  record Failure(
      StorageException exception, boolean passing, boolean inDoubt, boolean interrupted) {}

  /// There is no such blob.
  static boolean isAbsence(BlobStorageException e) {
    return e.getStatusCode() == 404
        && (e.getErrorCode() == null || !NO_CONTAINER.contains(code(e.getResponse())));
  }

  /// A condition did not hold. A lease or a policy on the blob, which have the same status, do not
  /// count.
  static boolean isRefusal(BlobStorageException e) {
    BlobErrorCode code = e.getErrorCode();
    return switch (e.getStatusCode()) {
      case 409 -> BlobErrorCode.BLOB_ALREADY_EXISTS.equals(code);
      case 412 ->
          code == null
              || BlobErrorCode.CONDITION_NOT_MET.equals(code)
              || BlobErrorCode.TARGET_CONDITION_NOT_MET.equals(code);
      // If-Match where nothing stands.
      case 404 -> isAbsence(e);
      default -> false;
    };
  }

  /// Blocks that were to be committed are not there.
  static boolean isUnknownBlock(BlobStorageException e) {
    return BlobErrorCode.INVALID_BLOCK_LIST.equals(e.getErrorCode())
        || BlobErrorCode.INVALID_BLOCK_ID.equals(e.getErrorCode());
  }

  /// @param rang whether our own time limit ended it
  Failure of(String what, RuntimeException e, boolean rang) {
    if (rang) {
      String whose =
          settings.accountKey().isPresent()
              ? ""
              : ", from the store or from who gives identities ("
                  + Settings.ROOT
                  + "account-key is not set)";
      return passing(Kind.TIMEOUT, what + ": no answer in time" + whose, e, true);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      Failure failure = known(what, cause);
      if (failure != null) {
        return failure;
      }
    }
    return new Failure(
        new StorageException(Kind.UNAVAILABLE, what + ": " + e, e), false, true, false);
  }

  private @Nullable Failure known(String what, Throwable cause) {
    return switch (cause) {
      case ClientAuthenticationException e ->
          lasting(
              Kind.DENIED,
              what
                  + ": no credentials; set "
                  + Settings.ROOT
                  + "account-key, or give the process an identity: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
              e);
      case HttpResponseException e when e.getResponse() != null -> answered(what, e);
      case InterruptedException e ->
          new Failure(new StorageException(Kind.UNAVAILABLE, what, e), false, true, true);
      case UnknownHostException e -> unreachable(what, e);
      case UnresolvedAddressException e -> unreachable(what, e);
      case ConnectException e -> unreachable(what, e);
      case HttpConnectTimeoutException e -> unreachable(what, e);
      case HttpTimeoutException e -> passing(Kind.TIMEOUT, what + ": no answer in time", e, true);
      case SSLHandshakeException e ->
          lasting(
              Kind.UNAVAILABLE,
              what
                  + ": no trust in the store's certificate ("
                  + e.getMessage()
                  + "); "
                  + Settings.ROOT
                  + "ca-file adds certificates to trust",
              e);
      case ClosedChannelException e -> unreachable(what, e);
      case IOException e ->
          passing(Kind.UNAVAILABLE, what + ": the connection broke: " + e.getMessage(), e, true);
      default -> null;
    };
  }

  private Failure unreachable(String what, Throwable cause) {
    return passing(
        Kind.UNAVAILABLE,
        what + ": " + settings.endpoint() + " (" + Settings.ROOT + "endpoint) is not reached",
        cause,
        false);
  }

  private Failure answered(String what, HttpResponseException e) {
    HttpResponse response = e.getResponse();
    int status = response.getStatusCode();
    String code = code(response);
    String told = what + ": " + status + (code.isEmpty() ? "" : " " + code);
    if (NO_CONTAINER.contains(code)) {
      return lasting(Kind.UNAVAILABLE, noContainer(), e);
    }
    if (BROKEN_ON_THE_WAY.contains(code)) {
      return passing(Kind.CORRUPT, told, e, false);
    }
    if (code.startsWith("BlobImmutable")) {
      return lasting(Kind.DENIED, told + "; a policy on the container forbids changes", e);
    }
    if (code.startsWith("Lease")) {
      return lasting(Kind.DENIED, told + "; somebody holds a lease on the blob", e);
    }
    return switch (status) {
      case 401, 403 -> lasting(Kind.DENIED, told + "; " + denied(code, response), e);
      case 408 -> passing(Kind.TIMEOUT, told, e, true);
      case 429, 503 ->
          new Failure(
              new StorageException(Kind.THROTTLED, told, e, retryAfter(response)),
              true,
              !"ServerBusy".equals(code),
              false);
      case 500, 502, 504 ->
          passing(
              "OperationTimedOut".equals(code) || status == 504 ? Kind.TIMEOUT : Kind.UNAVAILABLE,
              told,
              e,
              true);
      case 507 -> lasting(Kind.FULL, told, e);
      default -> lasting(status < 500 ? Kind.MISUSE : Kind.UNAVAILABLE, told, e);
    };
  }

  private String noContainer() {
    return Settings.ROOT
        + "container: there is no container \""
        + settings.container()
        + "\" in account "
        + settings.accountName();
  }

  private String denied(String code, HttpResponse response) {
    Duration skew = skew(response).orElse(Duration.ZERO);
    if (skew.compareTo(MAX_SKEW) > 0) {
      return "this machine's clock is "
          + skew.toSeconds()
          + " seconds off the store's: set it right";
    }
    boolean byKey = settings.accountKey().isPresent();
    return switch (code) {
      case "KeyBasedAuthenticationNotPermitted" ->
          Settings.ROOT
              + "account-key: account "
              + settings.accountName()
              + " takes no keys; leave it out and give the process an identity";
      case "AuthorizationPermissionMismatch", "InsufficientAccountPermissions" ->
          "the identity needs the role Storage Blob Data Contributor on container "
              + settings.container();
      case "AccountIsDisabled" ->
          Settings.ROOT + "account-name: account " + settings.accountName() + " is disabled";
      default ->
          byKey
              ? Settings.ROOT
                  + "account-key: account "
                  + settings.accountName()
                  + " does not accept it, or its network rules keep this machine out"
              : "account "
                  + settings.accountName()
                  + " does not accept the identity, or its network rules keep this machine out";
    };
  }

  private static Optional<Duration> skew(HttpResponse response) {
    String date = response.getHeaderValue(HttpHeaderName.DATE);
    if (date == null) {
      return Optional.empty();
    }
    try {
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(theirs, Instant.now()).abs());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration retryAfter(HttpResponse response) {
    String millis = response.getHeaderValue(RETRY_MILLIS);
    String seconds = response.getHeaderValue(HttpHeaderName.RETRY_AFTER);
    try {
      if (millis != null) {
        return Duration.ofMillis(Math.max(0, Long.parseLong(millis)));
      }
      return seconds == null
          ? Duration.ZERO
          : Duration.ofSeconds(Math.max(0, Long.parseLong(seconds)));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private static String code(HttpResponse response) {
    String code = response.getHeaderValue(ERROR_CODE);
    return code == null ? "" : code;
  }

  private static Failure passing(Kind kind, String message, Throwable cause, boolean inDoubt) {
    return new Failure(new StorageException(kind, message, cause), true, inDoubt, false);
  }

  private static Failure lasting(Kind kind, String message, Throwable cause) {
    return new Failure(new StorageException(kind, message, cause), false, false, false);
  }
}
