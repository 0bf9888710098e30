package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v5.Apache5HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Set;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// The connections to the store and to whoever gives tokens. Repeats nothing by itself: [Calls]
/// does, which knows what a repetition means.
final class HttpPool {

  private static final TimeValue CHECKED_AFTER = TimeValue.ofSeconds(2);
  private static final TimeValue IDLE = TimeValue.ofMinutes(1);

  private HttpPool() {}

  /// Opens it; nothing is connected yet. Throws for a setting that cannot be used.
  static HttpTransport open(Settings settings) {
    Timeout silence = Timeout.of(settings.requestTimeout());
    var pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .responseParserFactory(new WholeHeads())
                    .build())
            .setMaxConnTotal(settings.connections())
            .setMaxConnPerRoute(settings.connections())
            .setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(silence).setTcpNoDelay(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                    .setSocketTimeout(silence)
                    .setValidateAfterInactivity(CHECKED_AFTER)
                    .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                    .build());
    settings
        .caFile()
        .ifPresent(file -> pool.setTlsSocketStrategy(new DefaultClientTlsStrategy(Trust.in(file))));
    HttpClientBuilder client =
        HttpClientBuilder.create()
            .setConnectionManager(pool.build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .addExecInterceptorFirst("cut off", HttpPool::cuttingOff);
    if (settings.proxy().isPresent()) {
      through(client, settings.proxy().get());
    } else {
      client.setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()));
    }
    return new Apache5HttpTransport(client.build());
  }

  private static void through(HttpClientBuilder client, URI proxy) {
    HttpHost host = new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort());
    client.setRoutePlanner(new BesideMetadata(host));
    if (proxy.getUserInfo() != null) {
      String[] user = proxy.getUserInfo().split(":", 2);
      char[] password = (user.length > 1 ? user[1] : "").toCharArray();
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(host), new UsernamePasswordCredentials(user[0], password));
      client.setDefaultCredentialsProvider(credentials);
    }
  }

  /// By the proxy, except to the machine's own metadata server, which only it can reach.
  private static final class BesideMetadata extends DefaultProxyRoutePlanner {

    private static final Set<String> METADATA =
        Set.of("169.254.169.254", "metadata.google.internal");

    BesideMetadata(HttpHost proxy) {
      super(proxy);
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context)
        throws HttpException {
      return METADATA.contains(target.getHostName()) ? null : super.determineProxy(target, context);
    }
  }

  /// Google's client reads every body that is closed to its end, were it gigabytes that nobody
  /// wants any more: here the connection of a long rest is closed instead.
  private static ClassicHttpResponse cuttingOff(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null
        && (entity.getContentLength() < 0 || entity.getContentLength() > CutOff.WORTH_READING)) {
      response.setEntity(
          new HttpEntityWrapper(entity) {
            @Override
            public InputStream getContent() throws IOException {
              return new CutOff(super.getContent(), entity.getContentLength(), scope);
            }
          });
    }
    return response;
  }
}
