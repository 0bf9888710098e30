package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.PresignOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A presigned URL gives the object to a plain HTTP client, as signed and not a moment longer.
interface PresignContract extends StoreUnderTest {

  private Optional<URI> presigned(ObjectKey key, Duration expiry) {
    return store()
        .presignGet(
            key, new PresignOptions("application/x-kit", "attachment; filename=\"kit\"", expiry));
  }

  private static HttpResponse<byte[]> get(URI uri, String... headers)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @Test
  default void presignsIfItSaysSo() {
    assertThat(presigned(key("any"), Duration.ofMinutes(1)).isPresent())
        .isEqualTo(store().capabilities().presign());
  }

  @Test
  default void servesPresignedRangesToAPlainClient() throws IOException, InterruptedException {
    byte[] bytes = StoreUnderTest.noise(100_000, 1);
    put(key("signed"), bytes);
    URI uri = presigned(key("signed"), Duration.ofMinutes(5)).orElse(null);
    if (uri == null) {
      return;
    }
    HttpResponse<byte[]> whole = get(uri);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(bytes);
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("application/x-kit");
    assertThat(whole.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"kit\"");

    HttpResponse<byte[]> range = get(uri, "Range", "bytes=1000-1999");
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2000));
  }

  @Test
  default void refusesATamperedUrl() throws IOException, InterruptedException {
    put(key("signed"), "signed");
    put(key("signet"), "another");
    URI uri = presigned(key("signed"), Duration.ofMinutes(5)).orElse(null);
    if (uri == null) {
      return;
    }
    URI tampered = URI.create(uri.toString().replace("/signed", "/signet"));
    assertThat(tampered).isNotEqualTo(uri);
    assertThat(get(tampered).statusCode()).isBetween(400, 403);
  }

  @Test
  default void refusesAnExpiredUrl() throws IOException, InterruptedException {
    put(key("signed"), "signed");
    URI uri = presigned(key("signed"), Duration.ofSeconds(1)).orElse(null);
    if (uri == null) {
      return;
    }
    Instant deadline = Instant.now().plusSeconds(30);
    int status = 200;
    while (status == 200 && Instant.now().isBefore(deadline)) {
      status = get(uri).statusCode();
    }
    assertThat(status).isBetween(400, 403);
  }
}
