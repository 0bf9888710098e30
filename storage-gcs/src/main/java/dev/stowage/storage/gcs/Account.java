package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.NoCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Who we are to the store.
final class Account {

  /// Reading and writing objects; not who else may.
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

  private Account() {}

  /// The configured credentials. They renew what expires, each time it is needed. Throws for a
  /// setting that cannot be used.
  static Credentials of(Settings settings, HttpTransport transport) {
    if (settings.anonymous()) {
      return NoCredentials.getInstance();
    }
    GoogleCredentials credentials =
        settings
            .credentialsFile()
            .map(file -> inFile(file, transport))
            .orElseGet(() -> found(transport));
    // Scoped here, once, so that all clients share one token.
    GoogleCredentials scoped =
        credentials.createScopedRequired() ? credentials.createScoped(SCOPE) : credentials;
    return settings
        .quotaProject()
        .map(project -> (Credentials) scoped.createWithQuotaProject(project))
        .orElse(scoped);
  }

  /// What signs for us, if anything can.
  static Optional<ServiceAccountSigner> signer(Credentials credentials) {
    return credentials instanceof ServiceAccountSigner signer
        ? Optional.of(signer)
        : Optional.empty();
  }

  /// Whether signing asks nobody.
  static boolean signsAlone(ServiceAccountSigner signer) {
    return signer instanceof ServiceAccountCredentials;
  }

  private static GoogleCredentials inFile(Path file, HttpTransport transport) {
    try (InputStream in = Files.newInputStream(file)) {
      return GoogleCredentials.fromStream(in, () -> transport);
    } catch (IOException | IllegalArgumentException e) {
      throw Settings.wrong("credentials-file", "cannot be used: " + e);
    }
  }

  private static GoogleCredentials found(HttpTransport transport) {
    try {
      return GoogleCredentials.getApplicationDefault(() -> transport);
    } catch (IOException e) {
      throw Settings.wrong(
          "credentials-file",
          "is not set, and there are no application default credentials: " + e.getMessage());
    }
  }
}
