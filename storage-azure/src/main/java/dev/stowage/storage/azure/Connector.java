package dev.stowage.storage.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Makes the SDK's client out of settings.
final class Connector {

  private Connector() {}

  /// A client that tries each call once: `Calls` does the rest.
  ///
  /// @param identity whom to enter as where no key is set; absent: the default chain
  static BlobContainerClient connect(Settings settings, Optional<TokenCredential> identity) {
    HttpClient http = http(settings);
    BlobContainerClientBuilder builder =
        new BlobContainerClientBuilder()
            .endpoint(settings.endpoint())
            .containerName(settings.container())
            .httpClient(http)
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
    if (settings.accountKey().isPresent()) {
      builder.credential(
          new StorageSharedKeyCredential(settings.accountName(), settings.accountKey().get()));
    } else {
      if (!settings.endpoint().startsWith("https:")) {
        throw Settings.wrong("endpoint", "must be https where no account-key is set");
      }
      builder.credential(identity.orElseGet(() -> defaultIdentity(settings, http)));
    }
    return builder.buildClient();
  }

  /// Whoever the process is: by environment variables, a workload identity, a managed identity or,
  /// at a developer's desk, the Azure CLI. Each renews its tokens itself.
  static TokenCredential defaultIdentity(Settings settings, HttpClient http) {
    ChainedTokenCredentialBuilder chain =
        new ChainedTokenCredentialBuilder()
            .addLast(new EnvironmentCredentialBuilder().httpClient(http).build());
    Configuration environment = Configuration.getGlobalConfiguration();
    String client =
        settings.clientId().orElse(environment.get(Configuration.PROPERTY_AZURE_CLIENT_ID, ""));
    if (environment.contains("AZURE_FEDERATED_TOKEN_FILE")
        && environment.contains(Configuration.PROPERTY_AZURE_TENANT_ID)
        && !client.isEmpty()) {
      chain.addLast(
          new WorkloadIdentityCredentialBuilder().httpClient(http).clientId(client).build());
    }
    var managed = new ManagedIdentityCredentialBuilder().httpClient(http);
    settings.clientId().ifPresent(managed::clientId);
    return chain
        .addLast(managed.build())
        .addLast(new AzureCliCredentialBuilder().httpClient(http).build())
        .build();
  }

  /// Without time limits of its own but for connecting: `Alarm` has them all.
  static HttpClient http(Settings settings) {
    java.net.http.HttpClient.Builder jdk =
        java.net.http.HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor());
    settings.caFile().ifPresent(file -> jdk.sslContext(trusting(file)));
    JdkHttpClientBuilder builder =
        new JdkHttpClientBuilder(jdk)
            .connectionTimeout(settings.connectTimeout())
            .writeTimeout(Duration.ZERO)
            .responseTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO);
    settings.proxy().ifPresent(uri -> builder.proxy(proxy(uri)));
    return builder.build();
  }

  private static ProxyOptions proxy(URI uri) {
    ProxyOptions proxy =
        new ProxyOptions(
            ProxyOptions.Type.HTTP,
            InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
    // Where managed identities are asked for.
    proxy.setNonProxyHosts("169.254.169.254|127.0.0.1");
    String user = uri.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      proxy.setCredentials(
          colon < 0 ? user : user.substring(0, colon), colon < 0 ? "" : user.substring(colon + 1));
    }
    return proxy;
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate certificate : systemCertificates()) {
        store.setCertificateEntry("jdk-" + store.size(), certificate);
      }
      Collection<? extends Certificate> added =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (added.isEmpty()) {
        throw new GeneralSecurityException("no certificate is in it");
      }
      for (Certificate certificate : added) {
        store.setCertificateEntry("added-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new StorageException(
          Kind.MISUSE,
          Settings.ROOT + "ca-file: " + file + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  private static X509Certificate[] systemCertificates() throws GeneralSecurityException {
    TrustManagerFactory system =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    system.init((KeyStore) null);
    return ((X509TrustManager) system.getTrustManagers()[0]).getAcceptedIssuers();
  }
}
