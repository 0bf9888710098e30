package dev.stowage.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Kubernetes' own API server over an etcd, both on the loopback address: a control plane that runs
/// nothing, but says of everything whether it would take it.
final class ApiServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final String TOKEN = "tests";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final URI base;
  private final HttpClient client;
  private final List<Process> processes = new ArrayList<>();

  private ApiServer(Path folder, URI base, HttpClient client) {
    this.folder = folder;
    this.base = base;
    this.client = client;
  }

  /// An answer.
  ///
  /// @param body parsed; what is no JSON is an empty object
  /// @param warning what the server thinks of a request it has accepted all the same
  record Answer(int status, JsonNode body, Optional<String> warning) {}

  /// Starts one that keeps everything in `folder`, and returns when it is ready.
  static ApiServer start(Path folder) throws IOException, GeneralSecurityException {
    Files.createDirectories(folder);
    List<Integer> ports = freePorts(3);
    URI base = URI.create("https://127.0.0.1:" + ports.get(2));
    var server = new ApiServer(folder, base, client());
    String etcd = "http://127.0.0.1:" + ports.get(0);
    server.run(
        "etcd",
        "--data-dir=" + folder.resolve("etcd"),
        "--listen-client-urls=" + etcd,
        "--advertise-client-urls=" + etcd,
        "--listen-peer-urls=http://127.0.0.1:" + ports.get(1),
        "--unsafe-no-fsync");
    Path key = Files.writeString(folder.resolve("key.pem"), privateKey());
    Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + ",tests,1,system:masters\n");
    server.run(
        "kube-apiserver",
        "--etcd-servers=" + etcd,
        "--bind-address=127.0.0.1",
        "--secure-port=" + ports.get(2),
        "--cert-dir=" + folder.resolve("certificates"),
        "--service-account-issuer=https://127.0.0.1",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key,
        "--service-cluster-ip-range=10.0.0.0/24",
        "--authorization-mode=AlwaysAllow",
        "--token-auth-file=" + tokens,
        // It wants a controller that makes accounts, and there is none.
        "--disable-admission-plugins=ServiceAccount");
    try {
      Poll.until(START_LIMIT, server::logs, server::ready);
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
    return server;
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          answer.statusCode(),
          json ? JSON.readTree(answer.body()) : JSON.createObjectNode(),
          answer.headers().firstValue("Warning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean ready() {
    if (!processes.stream().allMatch(Process::isAlive)) {
      throw new AssertionError("a part of the control plane has ended:\n" + logs());
    }
    try {
      return get("/readyz").status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private void run(String name, String... arguments) throws IOException {
    var words = new ArrayList<String>();
    words.add(PinnedTool.of(name).toString());
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    process.getOutputStream().close();
    processes.add(process);
  }

  private String logs() {
    var all = new StringBuilder();
    for (String name : List.of("etcd", "kube-apiserver")) {
      try {
        String log = Files.readString(folder.resolve(name + ".log"));
        all.append(name).append(":\n").append(log.substring(Math.max(0, log.length() - 4000)));
      } catch (IOException e) {
        all.append(e);
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    client.close();
    for (Process process : processes.reversed()) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String privateKey() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String bytes =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + bytes + "\n-----END PRIVATE KEY-----\n";
  }

  private static HttpClient client() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /// Trusts whoever answers: it is a child of ours, whose certificate nobody has signed.
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
