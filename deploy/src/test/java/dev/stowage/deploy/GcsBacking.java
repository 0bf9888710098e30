package dev.stowage.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stowage.storage.gcs.fake.FakeGcs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The strict fake of Google Cloud Storage, in this process.
final class GcsBacking implements Backing, Bucket {

  private static final String BUCKET = "registry";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeGcs fake = FakeGcs.start(0, BUCKET);
  private final Path key;

  GcsBacking() {
    try {
      key = Files.createTempFile("service-account-", ".json");
      Files.writeString(key, fake.serviceAccountKey());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return fake.uri().getPort();
  }

  @Override
  public Map<String, String> settings(int port) {
    return Map.of(
        "stowage.storage.kind",
        "gcs",
        "stowage.storage.gcs.bucket",
        BUCKET,
        "stowage.storage.gcs.endpoint",
        "http://127.0.0.1:" + port,
        "stowage.storage.gcs.credentials-file",
        key.toString());
  }

  @Override
  public Bucket bucket() {
    return this;
  }

  @Override
  public SortedSet<String> keys() throws IOException {
    var keys = new TreeSet<String>();
    String page = "";
    do {
      try (InputStream in = get("?fields=items(name),nextPageToken" + page)) {
        JsonNode listing = json.readTree(in);
        listing.path("items").forEach(item -> keys.add(item.path("name").asText()));
        String next = listing.path("nextPageToken").asText();
        page = next.isEmpty() ? "" : "&pageToken=" + encoded(next);
      }
    } while (!page.isEmpty());
    return keys;
  }

  @Override
  public InputStream open(String key) throws IOException {
    return get("/" + encoded(key) + "?alt=media");
  }

  @Override
  public SortedSet<String> strangers() {
    return new TreeSet<>();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private InputStream get(String target) throws IOException {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(fake.uri() + "/storage/v1/b/" + BUCKET + "/o" + target))
                  .header("Authorization", "Bearer " + fake.token())
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        answer.body().close();
        throw new IOException(target + ": " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    fake.close();
    client.close();
    try {
      Files.delete(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
