package dev.stowage.storage.gcs;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What [GcsConfig] comes to: checked, and complete.
///
/// @param endpoint scheme, host and port, without a path
/// @param prefix empty, or with a slash at its end
record Settings(
    String bucket,
    URI endpoint,
    Optional<Path> credentialsFile,
    boolean anonymous,
    String prefix,
    Optional<String> quotaProject,
    Optional<URI> proxy,
    Optional<Path> caFile,
    int connections,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration callTimeout) {

  static final URI GOOGLE = URI.create("https://storage.googleapis.com");
  static final int CONNECTIONS = 256;
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  /// The longest prefix, in bytes: a name has at most 1,024, and that of a staged upload is longer
  /// than its target's key.
  static final int MAX_PREFIX = 1024 - Names.STAGED_LENGTH - ObjectKey.MAX_LENGTH;

  /// Throws [StorageException] whose message begins with the setting to correct.
  static Settings of(GcsConfig config) {
    String bucket =
        config
            .bucket()
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> wrong("bucket", "is not set; it names the bucket to keep all in"));
    boolean anonymous = config.noCredentials().orElse(false);
    if (anonymous && config.credentialsFile().isPresent()) {
      throw wrong("no-credentials", "is true, but credentials-file is set as well");
    }
    URI endpoint = web("endpoint", config.endpoint().orElse(GOOGLE));
    return new Settings(
        bucket,
        endpoint,
        config.credentialsFile(),
        anonymous,
        prefix(config.prefix().orElse("")),
        config.quotaProject(),
        config
            .proxy()
            .or(() -> ProxyOfEnvironment.to(endpoint, System.getenv()))
            .map(proxy -> web("proxy", proxy)),
        config.caFile(),
        config.connections().orElse(CONNECTIONS),
        config.connectTimeout().orElse(CONNECT_TIMEOUT),
        config.requestTimeout().orElse(REQUEST_TIMEOUT),
        config.callTimeout().orElse(CALL_TIMEOUT));
  }

  private static URI web(String setting, URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    String path = uri.getPath();
    if (!http || uri.getHost() == null || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw wrong(setting, "is no address as https://host:port: " + uri.getScheme() + "://…");
    }
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
  }

  private static String prefix(String text) {
    String folder = text.isEmpty() || text.endsWith("/") ? text : text + "/";
    if (folder.length() > MAX_PREFIX
        || !(folder.isEmpty() || ObjectKey.isValid(folder.substring(0, folder.length() - 1)))) {
      throw wrong(
          "prefix",
          "is no folder: segments of [A-Za-z0-9._+=-] divided by slashes, none beginning with a"
              + " dot, at most "
              + MAX_PREFIX
              + " characters together");
    }
    return folder;
  }

  /// The failure of a setting.
  static StorageException wrong(String setting, String what) {
    return wrong(Kind.MISUSE, setting, what, null);
  }

  static StorageException wrong(Kind kind, String setting, String what, @Nullable Throwable cause) {
    return new StorageException(kind, GcsConfig.PREFIX + "." + setting + ": " + what, cause);
  }
}
