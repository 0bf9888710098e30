package dev.stowage.storage.azure;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// `stowage.storage.azure`. Everything is optional here, so that nothing is asked for while another
/// kind of store is chosen; [Settings] knows what must be there and what holds when it is not.
@ConfigMapping(prefix = "stowage.storage.azure")
public interface AzureConfig {

  /// The container, which must exist.
  Optional<String> container();

  /// The blob service, for sovereign clouds, private endpoints and emulators. Absent:
  /// `https://<account-name>.blob.core.windows.net`.
  Optional<URI> endpoint();

  /// The storage account. Absent: the first label of the endpoint's host.
  Optional<String> accountName();

  /// A key of the account. Absent: whoever the process is entered as (environment, workload
  /// identity, managed identity, Azure CLI).
  Optional<String> accountKey();

  /// The client id of a managed identity or workload identity, where there are several.
  Optional<String> clientId();

  /// What all blob names begin with, as a folder of the container.
  Optional<String> prefix();

  /// A proxy to reach the store by: `http://[user:password@]host:port`.
  Optional<URI> proxy();

  /// A PEM file of certificates to trust besides the JDK's own.
  Optional<Path> caFile();

  /// The most connections at once.
  OptionalInt connections();

  /// How long a connection may take to come about.
  Optional<Duration> connectTimeout();

  /// How long one try of a call may take, besides a second for each MiB that it sends; also how
  /// long a download may stand still.
  Optional<Duration> requestTimeout();

  /// How long a call may take with all its tries, besides a second for each MiB that it sends.
  Optional<Duration> callTimeout();
}
