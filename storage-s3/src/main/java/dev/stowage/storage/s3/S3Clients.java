package dev.stowage.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// The SDK's client and what else asks the store, as configured, over one HTTP client. Close it.
///
/// @param where the store's buckets are
/// @param timers end the requests whose time is over
record S3Clients(
    S3Client s3,
    S3EndpointParams where,
    SdkHttpClient http,
    AwsCredentialsProvider credentials,
    ScheduledThreadPoolExecutor timers)
    implements AutoCloseable {

  /// The most connections at a time. A blob sent through this process holds one as long as it
  /// takes.
  static final int CONNECTIONS = 256;

  /// How long a connection may take.
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// How long the store may be silent. While it puts the parts of a large object together, S3 and
  /// MinIO send a sign of life about every ten seconds.
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

  /// How long a call waits for a connection when all are taken.
  private static final Duration POOL_TIMEOUT = Duration.ofSeconds(10);

  /// Connections are given up before servers and balancers between do so unseen.
  private static final Duration IDLE = Duration.ofSeconds(15);

  /// A [dev.stowage.storage.StorageException] names the setting that cannot be.
  static S3Clients of(S3Config config) {
    Region region = region(config);
    boolean pathStyle = config.pathStyle().orElse(config.endpoint().isPresent());
    config.endpoint().ifPresent(S3Clients::checkEndpoint);
    AwsCredentialsProvider credentials = credentials(config);
    SdkHttpClient http = http(config);
    ScheduledThreadPoolExecutor timers = newTimers();
    S3Configuration style =
        S3Configuration.builder()
            .pathStyleAccessEnabled(pathStyle)
            .expectContinueEnabled(false)
            .build();
    S3Client s3 =
        S3Client.builder()
            .httpClient(http)
            .region(region)
            .credentialsProvider(credentials)
            .endpointOverride(config.endpoint().orElse(null))
            .serviceConfiguration(style)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                o ->
                    o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .scheduledExecutorService(timers)
                        .addExecutionInterceptor(new WholeAnswers()))
            .build();
    S3EndpointParams where =
        S3EndpointParams.builder()
            .region(region)
            .endpoint(config.endpoint().map(URI::toString).orElse(null))
            .forcePathStyle(pathStyle)
            .build();
    return new S3Clients(s3, where, http, credentials, timers);
  }

  /// For requests about the bucket's objects. Where they are is the same for all of them, so the
  /// SDK's rules are asked once.
  ObjectRequests objects(String bucket) {
    Endpoint endpoint;
    try {
      endpoint =
          S3EndpointProvider.defaultProvider()
              .resolveEndpoint(where.toBuilder().bucket(bucket).build())
              .join();
    } catch (CompletionException | SdkException e) {
      throw Settings.wrong("bucket", "the SDK finds no address for it", e);
    }
    SigV4AuthScheme scheme =
        endpoint.attribute(AwsEndpointAttribute.AUTH_SCHEMES).stream()
            .filter(SigV4AuthScheme.class::isInstance)
            .map(SigV4AuthScheme.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    Settings.wrong(
                        "bucket", "needs another signature than AWS4-HMAC-SHA256", null));
    return new ObjectRequests(http, endpoint.endpointUrl().toUri(), scheme, credentials, timers);
  }

  /// The SDK's own would keep each request, with its thread and all that hangs on it, until its
  /// time would have been over, however soon its answer came: a minute's requests do not fit in the
  /// heap.
  private static ScheduledThreadPoolExecutor newTimers() {
    var timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("s3-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  private static void checkEndpoint(URI endpoint) {
    boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (!web || endpoint.getHost() == null) {
      throw Settings.wrong("endpoint", endpoint + " is no http or https address", null);
    }
  }

  private static Region region(S3Config config) {
    if (config.region().isPresent()) {
      return Region.of(config.region().get());
    }
    if (config.endpoint().isPresent()) {
      return Region.US_EAST_1;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw Settings.wrong("region", "set it; the environment names none", e);
    }
  }

  private static AwsCredentialsProvider credentials(S3Config config) {
    if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
      String absent = config.accessKey().isPresent() ? "secret-key" : "access-key";
      throw Settings.wrong(absent, "set both access-key and secret-key, or none", null);
    }
    return config
        .accessKey()
        .<AwsCredentialsProvider>map(
            key ->
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key, config.secretKey().orElseThrow())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  private static SdkHttpClient http(S3Config config) {
    int connections = config.connections().orElse(CONNECTIONS);
    if (connections < 1) {
      throw Settings.wrong("connections", "must be at least 1", null);
    }
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .maxConnections(connections)
            .connectionTimeout(
                Settings.positive("connect-timeout", config.connectTimeout(), CONNECT_TIMEOUT))
            .socketTimeout(
                Settings.positive("request-timeout", config.requestTimeout(), REQUEST_TIMEOUT))
            .connectionAcquisitionTimeout(POOL_TIMEOUT)
            .connectionMaxIdleTime(IDLE)
            .tcpKeepAlive(true)
            .expectContinueEnabled(false);
    config.proxy().ifPresent(proxy -> http.proxyConfiguration(proxy(proxy)));
    config
        .caFile()
        .map(TrustedCertificates::withThoseOf)
        .ifPresent(managers -> http.tlsTrustManagersProvider(() -> managers));
    return http.build();
  }

  private static ProxyConfiguration proxy(URI proxy) {
    if (proxy.getHost() == null || proxy.getPort() < 0) {
      throw Settings.wrong("proxy", "must be like http://user:password@host:port", null);
    }
    ProxyConfiguration.Builder builder =
        ProxyConfiguration.builder()
            .endpoint(
                URI.create(proxy.getScheme() + "://" + proxy.getHost() + ":" + proxy.getPort()))
            .useEnvironmentVariableValues(false)
            .useSystemPropertyValues(false);
    if (proxy.getUserInfo() != null) {
      String[] user = proxy.getUserInfo().split(":", 2);
      builder.username(user[0]).password(user.length > 1 ? user[1] : "");
    }
    return builder.build();
  }

  @Override
  public void close() {
    s3.close();
    http.close();
    timers.shutdownNow();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
