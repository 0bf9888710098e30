package dev.stowage.storage.azure;

import com.azure.core.util.CoreUtils;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// How to reach the container; checked, with every default filled in.
///
/// @param endpoint of the blob service, without a slash at the end
/// @param accountKey base64; absent: token credentials
/// @param prefix empty, or ends with a slash
record Settings(
    String container,
    String endpoint,
    String accountName,
    Optional<String> accountKey,
    Optional<String> clientId,
    String prefix,
    Optional<URI> proxy,
    Optional<Path> caFile,
    int connections,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration callTimeout) {

  /// Where the settings lie.
  static final String ROOT = "stowage.storage.azure.";

  static final int MAX_CONNECTIONS = 256;
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  /// Azure's limit for a blob name.
  private static final int MAX_NAME = 1024;

  private static final Pattern CONTAINER =
      Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\\$root");
  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");

  /// Throws MISUSE with a message that names the setting to correct.
  static Settings of(AzureConfig config) {
    String container =
        config.container().orElseThrow(() -> wrong("container", "is not set; name a container"));
    check(CONTAINER.matcher(container).matches(), "container", "is no valid container name");
    Optional<URI> endpoint = config.endpoint();
    endpoint.ifPresent(Settings::checkEndpoint);
    String account =
        config
            .accountName()
            .or(() -> endpoint.map(Settings::accountIn))
            .orElseThrow(() -> wrong("account-name", "is not set; name the storage account"));
    check(ACCOUNT.matcher(account).matches(), "account-name", "is no valid storage account name");
    config.accountKey().ifPresent(Settings::checkKey);
    config
        .proxy()
        .ifPresent(
            uri ->
                check(
                    "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0,
                    "proxy",
                    "must be http://host:port"));
    int connections = config.connections().orElse(MAX_CONNECTIONS);
    check(connections > 0, "connections", "must be at least 1");
    return new Settings(
        container,
        endpoint
            .map(uri -> uri.toString().replaceAll("/+$", ""))
            .orElse("https://" + account + ".blob.core.windows.net"),
        account,
        config.accountKey(),
        config.clientId(),
        prefix(config.prefix().orElse("")),
        config.proxy(),
        config.caFile(),
        connections,
        positive("connect-timeout", config.connectTimeout().orElse(CONNECT_TIMEOUT)),
        positive("request-timeout", config.requestTimeout().orElse(REQUEST_TIMEOUT)),
        positive("call-timeout", config.callTimeout().orElse(CALL_TIMEOUT)));
  }

  /// The same in a hurry: no call goes on trying for longer than `limit`.
  Settings within(Duration limit) {
    return new Settings(
        container,
        endpoint,
        accountName,
        accountKey,
        clientId,
        prefix,
        proxy,
        caFile,
        connections,
        connectTimeout,
        requestTimeout,
        callTimeout.compareTo(limit) < 0 ? callTimeout : limit);
  }

  /// A failure that is the fault of that setting.
  static StorageException wrong(String key, String what) {
    return new StorageException(Kind.MISUSE, ROOT + key + ": " + what);
  }

  private static void check(boolean right, String key, String what) {
    if (!right) {
      throw wrong(key, what);
    }
  }

  private static Duration positive(String key, Duration duration) {
    check(duration.isPositive(), key, "must be more than nothing");
    return duration;
  }

  /// The SDK takes what has a port for an emulator, which has the account in its path.
  private static void checkEndpoint(URI uri) {
    boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    check(
        http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null,
        "endpoint",
        "must be an http or https URL of a blob service");
    check(
        path(uri).isEmpty() == (uri.getPort() < 0),
        "endpoint",
        "must be http(s)://account.host or http(s)://host:port/account");
  }

  private static String accountIn(URI endpoint) {
    String path = path(endpoint);
    if (!path.isEmpty()) {
      return path;
    }
    String host = endpoint.getHost();
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  private static String path(URI uri) {
    return uri.getPath().replaceAll("^/+|/+$", "");
  }

  private static void checkKey(String key) {
    try {
      check(!CoreUtils.isNullOrEmpty(key), "account-key", "is empty");
      Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw wrong("account-key", "is no storage account key (it must be base64)");
    }
  }

  private static String prefix(String configured) {
    String bare = configured.replaceAll("^/+|/+$", "");
    if (bare.isEmpty()) {
      return "";
    }
    check(
        ObjectKey.isValid(bare) && bare.length() + 2 <= MAX_NAME - ObjectKey.MAX_LENGTH,
        "prefix",
        "must be at most "
            + (MAX_NAME - ObjectKey.MAX_LENGTH - 2)
            + " letters, digits and ._+=- in segments divided by slashes");
    return bare + "/";
  }
}
