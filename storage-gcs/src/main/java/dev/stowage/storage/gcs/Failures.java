package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/// What the store's answers, and the lack of one, mean.
final class Failures {

  private static final int MAX_MESSAGE = 300;

  private Failures() {}

  /// The answer in which the store said no, if there is one behind that failure.
  static @Nullable HttpResponseException answer(Throwable failure) {
    return cause(failure, HttpResponseException.class);
  }

  /// Whether the store said that there is no such object or upload (and not: no such bucket).
  static boolean isAbsent(Throwable failure) {
    HttpResponseException answer = answer(failure);
    return answer != null && answer.getStatusCode() == 404 && !isBucketGone(answer);
  }

  /// Whether the store said that the precondition does not hold.
  static boolean isPrecondition(Throwable failure) {
    return status(failure) == 412;
  }

  /// The status of the store's answer; 0 if there was none.
  static int status(Throwable failure) {
    HttpResponseException answer = answer(failure);
    return answer == null ? 0 : answer.getStatusCode();
  }

  /// Whether the answer has that word of the XML API for what is wrong.
  static boolean says(Throwable failure, String code) {
    HttpResponseException answer = answer(failure);
    return answer != null && content(answer).contains("<Code>" + code + "</Code>");
  }

  static boolean isBucketGone(HttpResponseException answer) {
    String content = content(answer);
    return answer.getStatusCode() == 404
        && (content.contains("bucket does not exist") || content.contains("NoSuchBucket"));
  }

  /// Whether it was the token that could not be had.
  static boolean isToken(Throwable failure) {
    return cause(failure, Retryable.class) != null;
  }

  /// Whether the store could not prove who it is.
  static boolean isTrust(Throwable failure) {
    return cause(failure, SSLHandshakeException.class) != null
        || cause(failure, SSLPeerUnverifiedException.class) != null;
  }

  /// Whether what was asked cannot have reached the store, or was turned away before it was looked
  /// at.
  static boolean wasNotHeard(Throwable failure) {
    return status(failure) == 429
        || isToken(failure)
        || cause(failure, ConnectException.class) != null
        || cause(failure, ConnectTimeoutException.class) != null
        || cause(failure, ConnectionRequestTimeoutException.class) != null
        || cause(failure, UnknownHostException.class) != null
        || cause(failure, NoRouteToHostException.class) != null
        || isTrust(failure);
  }

  /// The failure in the words of the SPI.
  ///
  /// @param what was being done, for the message
  static StorageException of(String what, Throwable failure) {
    StorageException known = cause(failure, StorageException.class);
    if (known != null) {
      return known;
    }
    HttpResponseException answer = answer(failure);
    Retryable credentials = cause(failure, Retryable.class);
    if (credentials != null) {
      return new StorageException(
          credentials.isRetryable() ? Kind.UNAVAILABLE : Kind.DENIED,
          what + ": getting a token: " + words(failure, answer),
          failure);
    }
    if (answer != null) {
      return new StorageException(
          kind(answer), what + ": " + words(failure, answer), failure, retryAfter(answer));
    }
    if (isTrust(failure)) {
      return new StorageException(Kind.DENIED, what + ": " + words(failure, null), failure);
    }
    if (cause(failure, InterruptedIOException.class) != null) {
      return new StorageException(Kind.TIMEOUT, what + ": no answer in time", failure);
    }
    if (cause(failure, IOException.class) != null) {
      return new StorageException(Kind.UNAVAILABLE, what + ": " + words(failure, null), failure);
    }
    return new StorageException(Kind.UNAVAILABLE, what + ": " + failure, failure);
  }

  private static Kind kind(HttpResponseException answer) {
    String content = content(answer);
    return switch (answer.getStatusCode()) {
      case 429 -> Kind.THROTTLED;
      case 408, 504 -> Kind.TIMEOUT;
      case 401, 407 -> Kind.DENIED;
      case 403 -> content.contains("ateLimitExceeded") ? Kind.THROTTLED : Kind.DENIED;
      case 404 -> isBucketGone(answer) ? Kind.DENIED : Kind.MISUSE;
      case 400 -> isChecksum(content) ? Kind.CORRUPT : Kind.MISUSE;
      case 503 -> content.contains("SlowDown") ? Kind.THROTTLED : Kind.UNAVAILABLE;
      case 507 -> Kind.FULL;
      default -> answer.getStatusCode() >= 500 ? Kind.UNAVAILABLE : Kind.MISUSE;
    };
  }

  private static boolean isChecksum(String content) {
    String lower = content.toLowerCase(Locale.ROOT);
    return lower.contains("crc32c") || lower.contains("baddigest");
  }

  /// What the store says of when to come back; zero if nothing.
  static Duration retryAfter(HttpResponseException answer) {
    HttpHeaders headers = answer.getHeaders();
    String text = headers == null ? null : headers.getRetryAfter();
    if (text == null) {
      return Duration.ZERO;
    }
    try {
      if (!text.isEmpty() && text.length() < 8 && text.chars().allMatch(Character::isDigit)) {
        return Duration.ofSeconds(Integer.parseInt(text));
      }
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration until = Duration.between(Instant.now(), then);
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static String words(Throwable failure, @Nullable HttpResponseException answer) {
    String text =
        answer != null
            ? answer.getStatusCode() + " " + content(answer)
            : String.valueOf(failure.getMessage());
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
  }

  private static String content(HttpResponseException answer) {
    String content = answer.getContent();
    return content == null ? "" : content;
  }

  private static <T> @Nullable T cause(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
