package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Blobs that the kernel sends from their files.
@QuarkusTest
@TestProfile(DirectoryDownloadsTest.InDirectory.class)
class DirectoryDownloadsTest {
  private static final byte[] BYTES = Content.bytes(5, 7_000_000);

  /// A registry in a directory of its own.
  public static class InDirectory implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path root = Files.createTempDirectory("stowage-http");
        return Map.of(
            "stowage.storage.kind", "directory",
            "stowage.storage.directory.root", root.toString(),
            "stowage.external-url", "https://registry.example.com/");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void sendsWholeFilesAndRanges() throws IOException {
    try (Wire wire = Server.connect()) {
      String digest = Content.blob(wire, "files", BYTES);
      String target = "/v2/files/blobs/" + digest;

      assertThat(wire.ask("GET", target).body()).isEqualTo(BYTES);
      for (int[] range : new int[][] {{0, 0}, {1, 100_000}, {500_000, 6_999_999}, {0, 6_999_999}}) {
        Reply part = wire.ask("GET", target, "Range: bytes=" + range[0] + "-" + range[1]);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BYTES, range[0], range[1] + 1));
      }
      assertThat(wire.ask("HEAD", target).header("Content-Length")).isEqualTo("7000000");
    }
  }

  @Test
  void servesOthersWhileClientsLeaveInTheMiddle() throws IOException {
    try (Wire wire = Server.connect()) {
      String digest = Content.blob(wire, "files", BYTES);
      for (int i = 0; i < 30; i++) {
        try (Wire leaving = Server.connect()) {
          leaving.resetOnClose();
          leaving.begin("GET", "/v2/files/blobs/" + digest);
          assertThat(leaving.in().readNBytes(10_000)).hasSize(10_000);
        }
        assertThat(wire.ask("GET", "/v2/files/blobs/" + digest).body()).hasSize(BYTES.length);
      }
    }
  }

  @Test
  void speaksHttp2() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      String digest = Content.sha256(BYTES);
      HttpResponse<Void> base =
          client.send(request("/v2/").build(), HttpResponse.BodyHandlers.discarding());
      assertThat(base.version()).isEqualTo(HttpClient.Version.HTTP_2);

      HttpRequest push =
          request("/v2/h2/blobs/uploads/?digest=" + digest)
              .POST(HttpRequest.BodyPublishers.ofByteArray(BYTES))
              .build();
      HttpResponse<String> pushed = client.send(push, HttpResponse.BodyHandlers.ofString());
      assertThat(pushed.statusCode()).isEqualTo(201);
      assertThat(pushed.version()).isEqualTo(HttpClient.Version.HTTP_2);

      HttpRequest pull = request("/v2/h2/blobs/" + digest).build();
      HttpResponse<byte[]> pulled = client.send(pull, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(pulled.body()).isEqualTo(BYTES);

      HttpRequest refused =
          request("/v2/UPPER/blobs/uploads/?digest=" + digest)
              .POST(HttpRequest.BodyPublishers.ofByteArray(BYTES))
              .build();
      assertThat(client.send(refused, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void handsOutUrlsUnderItsExternalName() throws IOException {
    try (Wire wire = Server.connect()) {
      assertThat(wire.ask("POST", "/v2/ext/blobs/uploads/").header("Location"))
          .startsWith("https://registry.example.com/v2/ext/blobs/uploads/");
    }
  }

  @Test
  void isReadyWhileTheStoreWorks() throws IOException {
    try (Wire wire = Server.connect()) {
      Reply reply = wire.ask("GET", "/q/health/ready");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).contains("store");
      assertThat(wire.ask("GET", "/q/health/live").status()).isEqualTo(200);
      assertThat(wire.ask("GET", "/q/metrics").text()).contains("stowage_http_requests");
    }
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(Server.uri().resolve(target));
  }
}
