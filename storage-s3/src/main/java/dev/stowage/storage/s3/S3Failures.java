package dev.stowage.storage.s3;

import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the store's errors mean (Amazon S3 API Reference, "Error responses", and what others that
/// speak S3 add to them).
final class S3Failures {

  private static final Duration SOON = Duration.ofSeconds(1);

  private S3Failures() {}

  /// A call that failed.
  ///
  /// @param passing whether the same call may succeed a little later
  /// @param unsure whether what was asked may have happened all the same
  record Failure(StorageException exception, boolean passing, boolean unsure) {

    /// How long the store asks to wait; zero if it does not say.
    Duration asked() {
      return exception.getCause() instanceof AwsServiceException answer
          ? retryAfter(answer)
          : Duration.ZERO;
    }
  }

  /// @param what was being done: "reading a/b"
  static Failure of(String what, SdkException e) {
    return e instanceof AwsServiceException answer ? ofAnswer(what, answer) : ofClient(what, e);
  }

  /// The store's word for an error, or empty if it gave none (as to a HEAD).
  static String code(@Nullable Throwable e) {
    return e instanceof AwsServiceException answer
            && answer.awsErrorDetails() != null
            && answer.awsErrorDetails().errorCode() != null
        ? answer.awsErrorDetails().errorCode()
        : "";
  }

  /// The first cause, or the exception itself, of that type.
  static <X extends Throwable> Optional<X> cause(@Nullable Throwable e, Class<X> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }

  private static Failure ofAnswer(String what, AwsServiceException e) {
    String message = what + ": " + words(e);
    return switch (code(e)) {
      case "SlowDown",
          "SlowDownRead",
          "SlowDownWrite",
          "ServiceUnavailable",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "RequestThrottled",
          "TooManyRequests",
          "TooManyRequestsException",
          "BandwidthLimitExceeded" ->
          passing(Kind.THROTTLED, message, e);
      case "ConditionalRequestConflict", "OperationAborted" -> passing(Kind.THROTTLED, message, e);
      case "RequestTimeout" -> passing(Kind.TIMEOUT, message, e);
      case "IncompleteBody" -> passing(Kind.UNAVAILABLE, message, e);
      case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
          passing(Kind.DENIED, message, e);
      // MinIO denies a write when the last neighbour of the object is deleted at that moment.
      case "AccessDenied" -> passing(Kind.DENIED, message, e);
      case "BadDigest",
          "InvalidDigest",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch" ->
          passing(Kind.CORRUPT, message, e);
      case "InvalidPart" -> lasting(Kind.CORRUPT, message, e);
      case "NoSuchBucket" -> lasting(Kind.UNAVAILABLE, message, e);
      case "QuotaExceeded",
          "XMinioStorageFull",
          "XMinioAdminBucketQuotaExceeded",
          "InsufficientStorage" ->
          lasting(Kind.FULL, message, e);
      case "InternalError" -> unsure(Kind.UNAVAILABLE, message, e);
      default -> byStatus(message, e);
    };
  }

  private static Failure byStatus(String message, AwsServiceException e) {
    int status = e.statusCode();
    return switch (status) {
      case 401, 403 -> lasting(Kind.DENIED, message, e);
      case 408 -> unsure(Kind.TIMEOUT, message, e);
      case 429 -> passing(Kind.THROTTLED, message, e);
      case 501 -> lasting(Kind.MISUSE, message, e);
      case 507 -> lasting(Kind.FULL, message, e);
      default -> {
        if (status >= 500) {
          yield unsure(Kind.UNAVAILABLE, message, e);
        }
        yield lasting(status >= 400 ? Kind.MISUSE : Kind.UNAVAILABLE, message, e);
      }
    };
  }

  private static Failure ofClient(String what, SdkException e) {
    String message = what + ": " + e.getMessage();
    if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return new Failure(new StorageException(Kind.UNAVAILABLE, message, e), false, true);
    }
    if (e instanceof ApiCallAttemptTimeoutException || e instanceof ApiCallTimeoutException) {
      return unsure(Kind.TIMEOUT, message, e);
    }
    if (cause(e, ConnectionRequestTimeoutException.class).isPresent()) {
      return passing(
          Kind.THROTTLED,
          what + ": all " + S3Config.PREFIX + ".connections of this replica are taken",
          e);
    }
    if (cause(e, ConnectTimeoutException.class).isPresent()) {
      return passing(Kind.TIMEOUT, message, e);
    }
    if (cause(e, ConnectException.class).isPresent()
        || cause(e, NoRouteToHostException.class).isPresent()
        || cause(e, UnknownHostException.class).isPresent()) {
      return passing(Kind.UNAVAILABLE, message, e);
    }
    if (cause(e, SSLHandshakeException.class).isPresent()
        || cause(e, SSLPeerUnverifiedException.class).isPresent()) {
      return lasting(Kind.UNAVAILABLE, message, e);
    }
    if (cause(e, SocketTimeoutException.class).isPresent()) {
      return unsure(Kind.TIMEOUT, message, e);
    }
    if (cause(e, IOException.class).isPresent()) {
      return unsure(Kind.UNAVAILABLE, message, e);
    }
    if (message.contains("checksum")) {
      return lasting(Kind.CORRUPT, message, e);
    }
    if (message.contains("credentials")) {
      return passing(Kind.DENIED, message, e);
    }
    return new Failure(new StorageException(Kind.UNAVAILABLE, message, e), false, true);
  }

  /// It did not happen, and may succeed later.
  private static Failure passing(Kind kind, String message, SdkException e) {
    return new Failure(exception(kind, message, e), true, false);
  }

  /// It did not happen, and will not.
  private static Failure lasting(Kind kind, String message, SdkException e) {
    return new Failure(exception(kind, message, e), false, false);
  }

  /// It may have happened; asked again, it may succeed.
  private static Failure unsure(Kind kind, String message, SdkException e) {
    return new Failure(exception(kind, message, e), true, true);
  }

  private static StorageException exception(Kind kind, String message, SdkException e) {
    Duration asked = e instanceof AwsServiceException answer ? retryAfter(answer) : Duration.ZERO;
    Duration wait = kind == Kind.THROTTLED && asked.isZero() ? SOON : asked;
    return new StorageException(kind, message, e, wait);
  }

  /// The store's own words, with what its support asks for.
  private static String words(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    StringBuilder words = new StringBuilder();
    if (details != null && details.errorMessage() != null) {
      words.append(details.errorMessage()).append(' ');
    }
    words.append('(');
    if (!code(e).isEmpty()) {
      words.append(code(e)).append(", ");
    }
    words.append("status ").append(e.statusCode());
    if (e.requestId() != null) {
      words.append(", request ").append(e.requestId());
    }
    return words.append(')').toString();
  }

  private static Duration retryAfter(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    if (details == null || details.sdkHttpResponse() == null) {
      return Duration.ZERO;
    }
    return details
        .sdkHttpResponse()
        .firstMatchingHeader("Retry-After")
        .filter(value -> value.matches("\\d{1,4}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }
}
