package dev.stowage.http.failure;

import dev.stowage.http.answer.Answer;
import dev.stowage.http.body.BodyCutException;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.StorageException;
import dev.stowage.upload.OutOfOrderException;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Turns whatever a handler threw into the answer for the client, and tells the log what only the
/// log may know.
public final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);

  /// When to try again if the store does not say.
  private static final Duration RETRY = Duration.ofSeconds(2);

  /// The longest wait we ask for.
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  /// The status written to the log when there is nobody left to answer.
  public static final int CLIENT_GONE = 499;

  private Failures() {}

  /// The answer.
  ///
  /// @param request the request's id, by which an operator finds the log entry
  public static Answer answer(Throwable failure, String request) {
    BodyCutException cut = cause(failure, BodyCutException.class);
    if (cut != null) {
      return cut(cut);
    }
    return switch (failure) {
      case OciException e -> oci(e, request);
      case OutOfOrderException e ->
          ErrorAnswer.of(416, ErrorCode.RANGE_INVALID, Objects.requireNonNull(e.getMessage()));
      case StorageException e -> storage(e, request);
      case OutOfMemoryError e -> {
        LOG.errorf("Out of memory in request %s", request);
        yield busy("this replica is out of memory at this moment", RETRY);
      }
      default -> {
        LOG.errorf(failure, "Request %s failed", request);
        yield internal(request);
      }
    };
  }

  private static Answer oci(OciException e, String request) {
    Answer answer = ErrorAnswer.of(e.status(), e.errors());
    if (e.code() == ErrorCode.UNAVAILABLE) {
      LOG.warnf("Request %s failed: %s", request, e.getMessage());
      LOG.debug("Its trace", e);
    } else if (e.status() >= 500) {
      LOG.warnf(e, "Request %s failed", request);
    }
    if (e.status() == 503 || e.status() == 429) {
      answer.header("Retry-After", seconds(RETRY));
    }
    return answer;
  }

  private static Answer storage(StorageException e, String request) {
    switch (e.kind()) {
      case CORRUPT, MISUSE, DENIED -> LOG.errorf(e, "The store failed in request %s", request);
      case THROTTLED, UNAVAILABLE, TIMEOUT, FULL -> {
        // Likely true of every request at this moment: one line each.
        LOG.warnf("The store failed in request %s (%s): %s", request, e.kind(), e.getMessage());
        LOG.debug("Its trace", e);
      }
    }
    Duration wait = e.retryAfter().isPositive() ? e.retryAfter() : RETRY;
    return switch (e.kind()) {
      case THROTTLED ->
          ErrorAnswer.of(
                  429, ErrorCode.TOOMANYREQUESTS, "the store asks us to slow down; try again later")
              .header("Retry-After", seconds(wait));
      case UNAVAILABLE -> busy("the store cannot be reached or fails; try again", wait);
      case TIMEOUT -> busy("the store does not answer in time; try again", wait);
      case DENIED ->
          busy("the store denies this registry access; its operator has to repair that", wait);
      case FULL -> ErrorAnswer.of(507, ErrorCode.STORAGE_FULL, "the registry's storage is full");
      case CORRUPT ->
          ErrorAnswer.of(
              500,
              ErrorCode.INTERNAL,
              "what is stored is damaged; tell the operator the request id " + request);
      case MISUSE -> internal(request);
    };
  }

  private static Answer cut(BodyCutException cut) {
    return switch (cut.reason()) {
      case SLOW -> ErrorAnswer.of(408, ErrorCode.BLOB_UPLOAD_INVALID, cut.words());
      case ENDING -> busy(cut.words(), RETRY);
      case ABORTED, CLOSED ->
          ErrorAnswer.of(
              CLIENT_GONE, ErrorCode.BLOB_UPLOAD_INVALID, "the request body was cut off");
    };
  }

  private static Answer busy(String message, Duration wait) {
    return ErrorAnswer.of(503, ErrorCode.UNAVAILABLE, message).header("Retry-After", seconds(wait));
  }

  private static Answer internal(String request) {
    return ErrorAnswer.of(
        500, ErrorCode.INTERNAL, "the registry failed; its log tells why under " + request);
  }

  private static String seconds(Duration wait) {
    Duration bounded = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    return Long.toString(Math.max(1, bounded.plusMillis(999).toSeconds()));
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    Throwable t = failure;
    for (int depth = 0; t != null && depth < 10; depth++) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
      t = t.getCause();
    }
    return null;
  }
}
