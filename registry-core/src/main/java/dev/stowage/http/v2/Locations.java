package dev.stowage.http.v2;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.upload.UploadStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The URLs we hand out. Without `stowage.external-url` they are relative to the host the client
/// called, which is right behind any proxy that keeps paths.
@Singleton
final class Locations {
  private final String base;

  Locations(@ConfigProperty(name = "stowage.external-url") Optional<URI> externalUrl) {
    this.base = externalUrl.map(Locations::checked).orElse("");
  }

  String blob(RepositoryName name, Digest digest) {
    return base + "/v2/" + name + "/blobs/" + digest;
  }

  String manifest(RepositoryName name, Digest digest) {
    return base + "/v2/" + name + "/manifests/" + digest;
  }

  String upload(UploadStatus upload) {
    return base + "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id();
  }

  private static String checked(URI url) {
    boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    if (!web || url.getHost() == null || url.getRawQuery() != null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "stowage.external-url must be like https://registry.example.com, not " + url);
    }
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
