package dev.stowage.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates the store may show: the JDK's usual ones and those of a file.
final class TrustedCertificates {

  private TrustedCertificates() {}

  /// Reads the PEM file. A [dev.stowage.storage.StorageException] names the setting if that fails.
  static TrustManager[] withThoseOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> own =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (own.isEmpty()) {
        throw Settings.wrong("ca-file", file + " holds no certificate", null);
      }
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (TrustManager usual : managers(null)) {
        if (usual instanceof X509TrustManager x509) {
          for (Certificate certificate : x509.getAcceptedIssuers()) {
            all.setCertificateEntry("usual-" + number++, certificate);
          }
        }
      }
      for (Certificate certificate : own) {
        all.setCertificateEntry("own-" + number++, certificate);
      }
      return managers(all);
    } catch (IOException | GeneralSecurityException e) {
      throw Settings.wrong("ca-file", "cannot read certificates from " + file + ": " + e, e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
