package dev.stowage.storage.s3;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// `stowage.storage.s3`. Nothing is required, and nothing has a default here, so that a registry
/// with another store needs none of it.
@ConfigMapping(prefix = S3Config.PREFIX)
public interface S3Config {

  /// What the name of every setting begins with.
  String PREFIX = "stowage.storage.s3";

  /// The bucket, which must exist.
  Optional<String> bucket();

  /// The bucket's region. Absent: `us-east-1` with an endpoint, else what the SDK finds in the
  /// environment.
  Optional<String> region();

  /// Where the store is, for others than Amazon's.
  Optional<URI> endpoint();

  /// Whether the bucket is named in the path of a request, not in its host. Absent: with an
  /// endpoint.
  Optional<Boolean> pathStyle();

  /// With the secret key: fixed credentials. Absent: the SDK's default chain (environment, profile,
  /// web identity, container, instance), which renews what expires.
  Optional<String> accessKey();

  /// See [#accessKey].
  Optional<String> secretKey();

  /// What every key begins with, for a bucket that is shared with others.
  Optional<String> prefix();

  /// How the store encrypts what is written. Absent: as the bucket says.
  Optional<Encryption> encryption();

  /// The KMS key for `encryption=kms`. Absent: the account's own for S3.
  Optional<String> kmsKey();

  /// Whether a CRC32C goes with everything written and is asked for with everything read. Absent:
  /// yes.
  Optional<Boolean> checksums();

  /// The HTTP proxy, with `user:password@` if it asks for them. Absent: as the environment says.
  Optional<URI> proxy();

  /// A PEM file of certificates to trust besides the usual ones.
  Optional<Path> caFile();

  /// The most connections at a time. Absent: [S3Clients#CONNECTIONS].
  OptionalInt connections();

  /// How long a connection may take. Absent: [S3Clients#CONNECT_TIMEOUT].
  Optional<Duration> connectTimeout();

  /// How long the store may be silent. Absent: [S3Clients#REQUEST_TIMEOUT].
  Optional<Duration> requestTimeout();

  /// How long a call may take with all its repetitions, besides the time that its bytes need.
  /// Absent: [Calls#LIMIT].
  Optional<Duration> callTimeout();

  /// Server-side encryption.
  enum Encryption {
    /// With keys of S3 (SSE-S3).
    S3,
    /// With a key of AWS KMS (SSE-KMS).
    KMS
  }
}
