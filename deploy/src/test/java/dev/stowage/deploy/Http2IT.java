package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Push and pull over HTTP/2, in clear text and over TLS, by curl.
class Http2IT {

  private static final Content BLOB = new Content(11, 24 << 20);

  @TempDir private Path folder;

  @Test
  void pushesAndPullsInClearText() throws IOException {
    try (var registry = Registry.directory(folder.resolve("data")).start()) {
      pushAndPull("http://" + registry.host(), "--http2-prior-knowledge");
    }
  }

  @Test
  void pushesAndPullsOverTls() throws IOException {
    Path keys = folder.resolve("keys.p12");
    Command.of(
            Path.of(System.getProperty("java.home"), "bin/keytool"),
            ("-genkeypair -alias registry -keyalg EC -dname CN=localhost -storetype PKCS12"
                    + " -storepass changeit -keystore "
                    + keys)
                .split(" ", -1))
        .run();
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    try (var registry =
        Registry.directory(folder.resolve("data"))
            .with("QUARKUS_HTTP_SSL_PORT", Integer.toString(port))
            .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE", keys.toString())
            .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD", "changeit")
            .with("QUARKUS_HTTP_INSECURE_REQUESTS", "enabled")
            .start()) {
      String base = "https://127.0.0.1:" + port;
      Poll.until(Duration.ofSeconds(30), registry::log, () -> registry.log().contains(base));
      pushAndPull(base, "--http2", "--insecure");
    }
  }

  private void pushAndPull(String base, String... options) throws IOException {
    Path blob = folder.resolve("blob");
    try (OutputStream out = Files.newOutputStream(blob)) {
      BLOB.writeTo(out);
    }
    String digest = BLOB.digest();
    String repository = base + "/v2/two/app";

    String location = begin(repository, options);
    String sent =
        curl(
            options,
            "202",
            "--request",
            "PATCH",
            "--upload-file",
            blob.toString(),
            base + location);
    assertThat(header(sent, "range")).isEqualTo("0-" + (BLOB.length() - 1));
    curl(options, "201", "--request", "PUT", base + location + "?digest=" + digest);
    assertThat(pulled(repository, digest, options)).isEqualTo(digest);

    byte[] manifest = manifest(digest);
    Path file = Files.write(folder.resolve("manifest"), manifest);
    curl(
        options,
        "201",
        "--upload-file",
        file.toString(),
        "--header",
        "Content-Type: " + Client.MANIFEST,
        repository + "/manifests/latest");
    String headers = curl(options, "200", "--head", repository + "/manifests/latest");
    assertThat(header(headers, "docker-content-digest")).isEqualTo(Content.digest(manifest));

    // a body that is refused does not stop the connection's other streams
    curl(
        options,
        "413",
        "--upload-file",
        blob.toString(),
        "--header",
        "Content-Type: " + Client.MANIFEST,
        repository + "/manifests/large");
  }

  /// A manifest of which every part is the one blob.
  private static byte[] manifest(String digest) {
    String part =
        """
        {"mediaType":"application/octet-stream","digest":"%s","size":%d}"""
            .formatted(digest, BLOB.length());
    return """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}"""
        .formatted(Client.MANIFEST, part, part)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String begin(String repository, String... options) {
    return header(
        curl(options, "202", "--request", "POST", repository + "/blobs/uploads/"), "location");
  }

  private String pulled(String repository, String digest, String... options) throws IOException {
    Path to = folder.resolve("pulled");
    curl(options, "200", "--output", to.toString(), repository + "/blobs/" + digest);
    var sink = new Content.DigestSink();
    Files.copy(to, sink);
    return sink.digest();
  }

  /// One request over HTTP/2 that is answered with that status; returns the answer's headers.
  private static String curl(String[] options, String status, String... arguments) {
    var words = new ArrayList<>(List.of("--silent", "--show-error", "--max-time", "120"));
    words.addAll(List.of("--dump-header", "-", "--write-out", "\n%{http_version} %{http_code}"));
    if (!List.of(arguments).contains("--output")) {
      words.addAll(List.of("--output", "/dev/null"));
    }
    words.addAll(List.of(options));
    words.addAll(List.of(arguments));
    String said = Command.of(Tools.system("curl"), words.toArray(new String[0])).run();
    assertThat(said).endsWith("\n2 " + status);
    return said;
  }

  private static String header(String headers, String name) {
    return headers
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + headers));
  }
}
