package dev.stowage.storage.s3;

import dev.stowage.storage.PresignOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Requests for single objects and parts, which are nearly all that a registry makes: by the SDK's
/// credentials, signature and HTTP client, but without its generated client, whose work for each
/// call costs more than the registry's own for the whole request (ADR 15). Fails as that does. Safe
/// for any number of threads.
final class ObjectRequests {

  /// Of an error's words no more is read.
  private static final int LONGEST_ERROR = 64 << 10;

  private static final String TYPE = "application/octet-stream";
  private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

  private final SdkHttpClient http;
  private final URI bucket;
  private final SigV4AuthScheme scheme;
  private final AwsCredentialsProvider credentials;
  private final ScheduledExecutorService timers;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /// @param bucket where the bucket's objects are
  /// @param scheme for which region and service to sign
  ObjectRequests(
      SdkHttpClient http,
      URI bucket,
      SigV4AuthScheme scheme,
      AwsCredentialsProvider credentials,
      ScheduledExecutorService timers) {
    this.http = http;
    this.bucket = bucket;
    this.scheme = scheme;
    this.credentials = credentials;
    this.timers = timers;
  }

  /// What the store answered, if it did what was asked. Close the body.
  record Answer(SdkHttpResponse head, AbortableInputStream body) {

    @Nullable String header(String name) {
      return head.firstMatchingHeader(name).orElse(null);
    }
  }

  /// A request for the object at `key`, a key of the bucket.
  SdkHttpRequest.Builder request(SdkHttpMethod method, String key) {
    String base = bucket.getRawPath();
    return SdkHttpRequest.builder()
        .method(method)
        .protocol(bucket.getScheme())
        .host(bucket.getHost())
        .port(bucket.getPort() < 0 ? null : bucket.getPort())
        .encodedPath((base.endsWith("/") ? base : base + "/") + encoded(key));
  }

  /// Of the characters that an [ObjectKey] can have, a signature wants these two encoded.
  private static String encoded(String key) {
    return key.replace("+", "%2B").replace("=", "%3D");
  }

  /// Sends it, and closes what comes besides the answer's head.
  Answer send(SdkHttpRequest.Builder request, @Nullable Payload payload, Calls.Attempt attempt) {
    Answer answer = open(request, payload, attempt);
    try {
      answer.body().close();
    } catch (IOException e) {
      throw SdkClientException.create("the answer broke off", e);
    }
    return answer;
  }

  /// Sends it.
  Answer open(SdkHttpRequest.Builder request, @Nullable Payload payload, Calls.Attempt attempt) {
    if (payload != null) {
      request
          .putHeader("Content-Type", TYPE)
          .putHeader("Content-Length", Long.toString(payload.length()));
    }
    HttpExecuteRequest.Builder signed = HttpExecuteRequest.builder();
    signed.request(signed(request.build(), payload).request());
    if (payload != null) {
      signed.contentStreamProvider(payload::open);
    }
    ExecutableHttpRequest call = http.prepareRequest(signed.build());
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> timer =
        timers.schedule(
            () -> {
              late.set(true);
              call.abort();
            },
            attempt.time().toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      HttpExecuteResponse answer = call.call();
      AbortableInputStream body =
          answer.responseBody().orElseGet(AbortableInputStream::createEmpty);
      if (answer.httpResponse().isSuccessful()) {
        return new Answer(answer.httpResponse(), body);
      }
      throw error(answer.httpResponse(), body);
    } catch (IOException e) {
      if (late.get()) {
        throw ApiCallAttemptTimeoutException.builder()
            .message("no answer within " + attempt.time())
            .cause(e)
            .build();
      }
      throw SdkClientException.create(String.valueOf(e.getMessage()), e);
    } finally {
      timer.cancel(false);
    }
  }

  /// The body is left out of the signature where TLS protects it, or a CRC32C that is signed tells
  /// whether it arrived whole: a SHA-256 of it would take longer than all else that is done with
  /// it, and without TLS protects nothing that whoever can change it could not change in answers.
  private SignedRequest signed(SdkHttpRequest request, @Nullable Payload payload) {
    SignRequest.Builder<AwsCredentialsIdentity> sign = sign(request);
    boolean plain =
        "http".equals(request.protocol())
            && request.firstMatchingHeader(Crc32cText.HEADER).isEmpty();
    if (payload != null && plain) {
      sign.payload(payload::open);
    }
    return signer.sign(sign.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, plain).build());
  }

  private SignRequest.Builder<AwsCredentialsIdentity> sign(SdkHttpRequest request) {
    return SignRequest.<AwsCredentialsIdentity>builder(credentials.resolveCredentials())
        .request(request)
        .putProperty(AwsV4HttpSigner.REGION_NAME, scheme.signingRegion())
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scheme.signingName())
        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
  }

  /// A URL by which anyone may read the object for as long.
  URI presign(String key, PresignOptions options, Duration expiry) {
    SdkHttpRequest.Builder request = request(SdkHttpMethod.GET, key);
    if (!options.contentType().isEmpty()) {
      request.putRawQueryParameter("response-content-type", options.contentType());
    }
    if (!options.contentDisposition().isEmpty()) {
      request.putRawQueryParameter("response-content-disposition", options.contentDisposition());
    }
    return signer
        .sign(
            sign(request.build())
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, expiry)
                .build())
        .request()
        .getUri();
  }

  /// What the store refused, in its own words (Amazon S3 API Reference, "REST error responses").
  private static S3Exception error(SdkHttpResponse answer, AbortableInputStream body) {
    String words;
    try (body) {
      words = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
      if (words.length() == LONGEST_ERROR) {
        body.abort();
      }
    } catch (IOException e) {
      words = ""; // its status says enough
    }
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .errorCode(first(CODE, words))
            .errorMessage(first(MESSAGE, words))
            .sdkHttpResponse(answer)
            .serviceName("S3")
            .build();
    return (S3Exception)
        S3Exception.builder()
            .awsErrorDetails(details)
            .statusCode(answer.statusCode())
            .requestId(answer.firstMatchingHeader("x-amz-request-id").orElse(null))
            .build();
  }

  private static @Nullable String first(Pattern pattern, String words) {
    Matcher matcher = pattern.matcher(words);
    return matcher.find()
        ? matcher
            .group(1)
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
        : null;
  }
}
