package dev.stowage.storage.gcs;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// `stowage.storage.gcs`. Nothing is required and nothing has a default here, so that a registry
/// with another store needs none of it; [Settings] knows what must be there and what holds when it
/// is not.
@ConfigMapping(prefix = GcsConfig.PREFIX)
public interface GcsConfig {

  /// What the name of every setting begins with.
  String PREFIX = "stowage.storage.gcs";

  /// The bucket, which must exist.
  Optional<String> bucket();

  /// Where the store is. Absent: [Settings#GOOGLE].
  Optional<URI> endpoint();

  /// A JSON file of credentials: a service account's key, or whatever the application default
  /// credentials may be. Absent: the application default credentials (environment, gcloud, workload
  /// identity, metadata server), which renew what expires.
  Optional<Path> credentialsFile();

  /// Whether to go without credentials, for stores that want none.
  Optional<Boolean> noCredentials();

  /// What all names begin with, as a folder of the bucket.
  Optional<String> prefix();

  /// The project that pays for what is asked, where the bucket's own does not.
  Optional<String> quotaProject();

  /// A proxy to reach the store by: `http://[user:password@]host:port`. Absent: as the environment
  /// says (`HTTPS_PROXY`, `NO_PROXY`), or the JVM's `https.proxyHost`.
  Optional<URI> proxy();

  /// A PEM file of certificates to trust besides the usual ones.
  Optional<Path> caFile();

  /// The most connections at once. Absent: [Settings#CONNECTIONS].
  OptionalInt connections();

  /// How long a connection may take to come about. Absent: [Settings#CONNECT_TIMEOUT].
  Optional<Duration> connectTimeout();

  /// How long the store may be silent. Absent: [Settings#REQUEST_TIMEOUT].
  Optional<Duration> requestTimeout();

  /// How long a call may take with all its tries, besides a second for each MiB that it sends.
  /// Absent: [Settings#CALL_TIMEOUT].
  Optional<Duration> callTimeout();
}
