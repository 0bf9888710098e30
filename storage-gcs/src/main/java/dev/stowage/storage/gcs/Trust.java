package dev.stowage.storage.gcs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates are believed: the usual authorities, and those of a file.
final class Trust {

  private Trust() {}

  /// @param file certificates in PEM
  static SSLContext in(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      Collection<? extends Certificate> own =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (own.isEmpty()) {
        throw Settings.wrong("ca-file", "there is no certificate in " + file);
      }
      for (Certificate certificate : own) {
        all.setCertificateEntry("own-" + all.size(), certificate);
      }
      for (TrustManager usual : managers(null)) {
        if (usual instanceof X509TrustManager authorities) {
          for (X509Certificate certificate : authorities.getAcceptedIssuers()) {
            all.setCertificateEntry("usual-" + all.size(), certificate);
          }
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw Settings.wrong("ca-file", "cannot be read: " + e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore certificates)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(certificates);
    return factory.getTrustManagers();
  }
}
