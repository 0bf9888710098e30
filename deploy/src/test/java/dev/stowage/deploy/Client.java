package dev.stowage.deploy;

import dev.stowage.deploy.Connection.Body;
import dev.stowage.deploy.Connection.Request;
import dev.stowage.deploy.Connection.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The distribution protocol as a client speaks it, on one connection. An answer other than the one
/// that belongs to the request is an [AssertionError]; a lost connection is an [IOException].
///
/// Not thread-safe.
final class Client implements AutoCloseable {

  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private static final int MOST_REFUSALS = 20;

  private final Connection connection;

  Client(int port) throws IOException {
    connection = new Connection(port);
  }

  /// A clean 429 or 503, which says when to come back.
  static final class Unavailable extends AssertionError {
    private final int retryAfter;

    private Unavailable(String what, Response answer) {
      super(what + ": " + answer);
      retryAfter = Integer.parseInt(answer.header("Retry-After").orElseThrow());
    }

    /// When.
    Duration retryAfter() {
      return Duration.ofSeconds(retryAfter);
    }
  }

  /// The registry does not know the upload any more.
  static final class UploadUnknown extends AssertionError {
    private UploadUnknown(String what) {
      super(what);
    }
  }

  /// The balancer answered by itself, for it had no answer of the registry.
  static final class Unreached extends IOException {
    private Unreached(String what) {
      super(what);
    }
  }

  /// The ways to push a blob.
  enum Manner {
    /// `POST ?digest=` with the content.
    ONE_REQUEST,
    /// `POST`, then `PUT` with the content.
    PUT,
    /// `POST`, one `PATCH` in chunked coding, an empty `PUT`.
    STREAM,
    /// `POST`, a `PATCH` for every part with its range, and the rest with the `PUT`.
    PARTS
  }

  /// What a client does on one connection.
  interface Work {
    void on(Client client) throws IOException;
  }

  /// Does something again, each time on a new connection, until the registry is available; returns
  /// how often it was not.
  static int insist(int port, Work work) throws IOException {
    for (int refusals = 0; ; refusals++) {
      try (var client = new Client(port)) {
        work.on(client);
        return refusals;
      } catch (Unavailable e) {
        if (refusals == MOST_REFUSALS) {
          throw e;
        }
      }
    }
  }

  /// Pushes a blob; returns when the registry has answered 201.
  void push(String repository, Content content, String digest, Manner manner) throws IOException {
    if (manner == Manner.ONE_REQUEST) {
      expect(201, post(uploads(repository) + "?digest=" + digest).body(content));
      return;
    }
    String location = begin(repository);
    switch (manner) {
      case PUT -> expect(201, put(close(location, digest)).body(content));
      case STREAM -> {
        location = location(expect(202, Connection.request("PATCH", location).chunks(content)));
        expect(201, put(close(location, digest)));
      }
      case PARTS -> {
        long part = Math.max(64 << 10, content.length() / 3 / (64 << 10) * (64 << 10));
        long at = 0;
        for (; at + part < content.length(); at += part) {
          location = patch(location, content, at, at + part);
        }
        expect(201, put(close(location, digest)).body(content.part(at, content.length())));
      }
      case ONE_REQUEST -> throw new IllegalStateException();
    }
  }

  /// Begins an upload and returns where it goes on.
  String begin(String repository) throws IOException {
    return location(expect(202, post(uploads(repository))));
  }

  /// Sends one part of an upload and returns where it goes on.
  String patch(String location, Content content, long from, long to) throws IOException {
    return location(
        expect(
            202,
            Connection.request("PATCH", location)
                .header("Content-Range", from + "-" + (to - 1))
                .body(content.part(from, to))));
  }

  /// How many bytes of an upload stand, of its `Range: 0-<last byte>`; at least one does.
  long offset(String location) throws IOException {
    String range = expect(204, Connection.get(location)).header("Range").orElseThrow();
    return Long.parseLong(range.substring(range.indexOf('-') + 1)) + 1;
  }

  /// Ends an upload that has all its bytes.
  void finish(String location, String digest) throws IOException {
    expect(201, put(close(location, digest)));
  }

  /// Goes on with an upload from where it stands, and ends it.
  void finish(String location, Content content, String digest) throws IOException {
    Body rest = content.part(offset(location), content.length());
    expect(201, put(close(location, digest)).body(rest));
  }

  void cancel(String location) throws IOException {
    expect(204, Connection.request("DELETE", location));
  }

  /// Mounts a blob that the other repository has.
  void mount(String repository, String digest, String from) throws IOException {
    expect(201, post(uploads(repository) + "?mount=" + digest + "&from=" + from));
  }

  /// Mounts a blob if the other repository has it; false if it has not.
  boolean tryMount(String repository, String digest, String from) throws IOException {
    Response answer =
        connection.send(post(uploads(repository) + "?mount=" + digest + "&from=" + from));
    check(answer, "mount of " + digest, 201, 202);
    if (answer.status() == 202) {
      cancel(location(answer));
    }
    return answer.status() == 201;
  }

  /// Puts a manifest by digest, with these tags.
  void putManifest(String repository, byte[] manifest, String mediaType, List<String> tags)
      throws IOException {
    String target = manifests(repository) + Content.digest(manifest);
    String query = tags.isEmpty() ? "" : "?tag=" + String.join("&tag=", tags);
    expect(201, put(target + query).header("Content-Type", mediaType).body(Body.of(manifest)));
  }

  /// Puts an image manifest by digest, with these tags.
  void putManifest(String repository, byte[] manifest, List<String> tags) throws IOException {
    putManifest(repository, manifest, MANIFEST, tags);
  }

  /// Puts an image manifest by tag.
  void putTag(String repository, String tag, byte[] manifest) throws IOException {
    expect(
        201,
        put(manifests(repository) + tag).header("Content-Type", MANIFEST).body(Body.of(manifest)));
  }

  /// Puts a manifest by tag, on a condition; false when the tag is another one by now.
  boolean swapTag(String repository, String tag, byte[] manifest, String condition, String value)
      throws IOException {
    Response answer =
        connection.send(
            put(manifests(repository) + tag)
                .header("Content-Type", MANIFEST)
                .header(condition, value)
                .body(Body.of(manifest)));
    check(answer, "PUT of a tag with " + condition, 201, 412);
    return answer.status() == 201;
  }

  /// Deletes a manifest by digest or a tag.
  void deleteManifest(String repository, String reference) throws IOException {
    expect(202, Connection.request("DELETE", manifests(repository) + reference));
  }

  void deleteBlob(String repository, String digest) throws IOException {
    expect(202, Connection.request("DELETE", "/v2/" + repository + "/blobs/" + digest));
  }

  /// Deletes whatever is at that path: 202, or 404 if nothing is.
  int delete(String target) throws IOException {
    Response answer = connection.send(Connection.request("DELETE", target));
    check(answer, "DELETE " + target, 202, 404);
    return answer.status();
  }

  /// GET of a manifest, 200 or 404.
  Response manifest(String repository, String reference) throws IOException {
    Response answer =
        connection.send(
            Connection.get(manifests(repository) + reference)
                .header("Accept", MANIFEST + ", " + INDEX));
    check(answer, "GET of manifest " + reference, 200, 404);
    return answer;
  }

  /// GET of a blob into `sink`, or HEAD; the status is 200 or 404.
  Response blob(String method, String repository, String digest, OutputStream sink)
      throws IOException {
    Response answer =
        connection.send(Connection.request(method, "/v2/" + repository + "/blobs/" + digest), sink);
    check(answer, method + " of blob " + digest, 200, 404);
    return answer;
  }

  /// Asks the registry to collect garbage, and returns what it says of that.
  String collect() throws IOException {
    Response answer = connection.send(post("/q/collections").header("Stowage-Request", "test"));
    check(answer, "beginning a collection", 202);
    return answer.text();
  }

  /// Any GET that must answer 200, as text.
  String text(String target) throws IOException {
    return expect(200, Connection.get(target)).text();
  }

  private Response expect(int status, Request request) throws IOException {
    Response answer = connection.send(request);
    check(answer, request.method() + " " + request.target(), status);
    return answer;
  }

  private static void check(Response answer, String what, int... expected) throws Unreached {
    if (Arrays.stream(expected).noneMatch(status -> status == answer.status())) {
      if (isUnavailable(answer)) {
        throw new Unavailable(what, answer);
      }
      if (answer.status() == 404 && answer.text().contains("\"BLOB_UPLOAD_UNKNOWN\"")) {
        throw new UploadUnknown(what + ": " + answer);
      }
      if (answer.status() >= 502
          && answer.header("Content-Type").orElse("").startsWith("text/html")) {
        throw new Unreached(what + ": " + answer);
      }
      throw new AssertionError(
          what + ": " + Arrays.toString(expected) + " expected, but got " + answer);
    }
  }

  /// In the words of the specification; the body is missing where it was a HEAD or went elsewhere.
  private static boolean isUnavailable(Response answer) {
    return (answer.status() == 429 || answer.status() == 503)
        && answer.header("Retry-After").isPresent()
        && answer.header("Content-Type").orElse("").startsWith("application/json")
        && (answer.body().length == 0 || answer.text().startsWith("{\"errors\":[{\"code\":"));
  }

  private static Request post(String target) {
    return Connection.request("POST", target);
  }

  private static Request put(String target) {
    return Connection.request("PUT", target);
  }

  private static String uploads(String repository) {
    return "/v2/" + repository + "/blobs/uploads/";
  }

  private static String manifests(String repository) {
    return "/v2/" + repository + "/manifests/";
  }

  /// Path and query of the answer's `Location`, which may be absolute.
  private static String location(Response answer) {
    String location =
        answer.header("Location").orElseThrow(() -> new AssertionError("no Location: " + answer));
    return location.startsWith("http") ? location.substring(location.indexOf('/', 8)) : location;
  }

  private static String close(String location, String digest) {
    return location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
