package dev.stowage.auth.token;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// How the registry is called in challenges and tokens: the host and port of
/// `stowage.external-url`, or `stowage` if it has none.
@Singleton
public final class ServiceName {
  private final String value;

  ServiceName(@ConfigProperty(name = "stowage.external-url") Optional<URI> externalUrl) {
    this.value = externalUrl.map(URI::getRawAuthority).orElse("stowage");
  }

  /// The name.
  public String value() {
    return value;
  }
}
