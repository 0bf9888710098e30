import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes the AOT cache of the packaged application: starts it with a directory of its own, drives
/// pushes and pulls as clients do, over loopback, and stops it; the JVM writes `app.aot` as it ends.
///
/// Usage: `java Train.java APPLICATION-FOLDER JVM-OPTIONS-FILE`. Ends with 1, and says why, when the
/// application does not start or answers otherwise than it should: a cache made from failures would
/// remember the wrong code.
public final class Train {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
  private static final String CACHE = "app.aot";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /// Often enough that the request path has profiles, short enough for a build.
  private static final int ROUNDS = 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .build();
  private final URI base;

  private Train(URI base) {
    this.base = base;
  }

  public static void main(String... args) throws Exception {
    Path app = Path.of(args[0]).toAbsolutePath();
    Path data = Files.createTempDirectory("stowage-train");
    Process process = start(app, Path.of(args[1]), data);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Deque<String> log = new ConcurrentLinkedDeque<>();
    boolean made = false;
    try {
      BufferedReader output = process.inputReader();
      URI base = awaitStart(output, log);
      // Read all the while: a server whose output nobody reads stands still once the pipe is full.
      Thread reading = Thread.ofVirtual().start(() -> drain(output, log));
      new Train(base).drive();
      process.toHandle().destroy(); // unlike its namesake of Process it leaves the output open
      reading.join();
      made =
          process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              && Files.exists(app.resolve(CACHE));
    } catch (IOException e) {
      log.add(e.getMessage());
    } finally {
      process.destroyForcibly().waitFor();
      delete(data);
    }
    if (!made) {
      Files.deleteIfExists(app.resolve(CACHE));
      System.err.println("Training failed:");
      log.forEach(System.err::println);
      System.exit(1);
    }
  }

  private static Process start(Path app, Path options, Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + options,
            "-XX:AOTCacheOutput=" + app.resolve(CACHE),
            "-Xlog:aot=error,aot*=error,cds=error,cds*=error",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=0",
            "-Dstowage.storage.kind=directory",
            "-Dstowage.storage.directory.root=" + data,
            "-jar",
            app.resolve("quarkus-run.jar").toString())
        .redirectErrorStream(true)
        .start();
  }

  private static URI awaitStart(BufferedReader output, Deque<String> log) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      log.add(line);
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return URI.create(listening.group(1));
      }
    }
    throw new IOException("the application ended before it listened");
  }

  private static void drain(BufferedReader output, Deque<String> log) {
    output
        .lines()
        .forEach(
            line -> {
              log.add(line);
              if (log.size() > 100) {
                log.remove();
              }
            });
  }

  private void drive() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      pushAndPull(round);
    }
    expect(404, send("GET", "/v2/train/image/manifests/absent", BodyPublishers.noBody()));
    expect(404, send("GET", "/v2/train/absent/tags/list", BodyPublishers.noBody()));
    expect(200, send("GET", "/q/health", BodyPublishers.noBody()));
    expect(200, send("GET", "/q/metrics", BodyPublishers.noBody()));
  }

  /// One image of a config and two layers, each pushed in another of the ways clients have.
  private void pushAndPull(int round) throws IOException, InterruptedException {
    String repository = "/v2/train/image";
    byte[] config = ("{\"architecture\":\"amd64\",\"round\":" + round + "}").getBytes();
    byte[] small = noise(round, 10_000);
    byte[] large = noise(round + 1_000, 200_000);

    expect(200, send("GET", "/v2/", BodyPublishers.noBody()));
    expect(404, send("HEAD", repository + "/blobs/" + digest(config), BodyPublishers.noBody()));
    pushInOneRequest(repository, config);
    pushWithPut(repository, small);
    pushInChunks(repository, large);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",\
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
        "layers":[\
        {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d},\
        {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}"""
            .formatted(
                MANIFEST,
                digest(config),
                config.length,
                digest(small),
                small.length,
                digest(large),
                large.length)
            .getBytes();
    expect(
        201, send("PUT", repository + "/manifests/r" + round, BodyPublishers.ofByteArray(manifest)));

    for (int pull = 0; pull < 5; pull++) {
      String byDigest = repository + "/manifests/" + digest(manifest);
      expect(200, send("HEAD", repository + "/manifests/r" + round, BodyPublishers.noBody()));
      expect(200, send("GET", repository + "/manifests/r" + round, BodyPublishers.noBody()));
      expect(200, send("GET", byDigest, BodyPublishers.noBody()));
      expect(200, send("GET", repository + "/blobs/" + digest(config), BodyPublishers.noBody()));
      expect(200, send("HEAD", repository + "/blobs/" + digest(small), BodyPublishers.noBody()));
      expect(200, send("GET", repository + "/blobs/" + digest(large), BodyPublishers.noBody()));
      expect(
          206,
          send(
              "GET",
              repository + "/blobs/" + digest(large),
              BodyPublishers.noBody(),
              "Range",
              "bytes=100-199"));
    }
    expect(200, send("GET", repository + "/tags/list?n=10", BodyPublishers.noBody()));
    expect(200, send("GET", "/v2/_catalog?n=10", BodyPublishers.noBody()));
    expect(
        200, send("GET", repository + "/referrers/" + digest(manifest), BodyPublishers.noBody()));
    expect(
        201,
        send(
            "POST",
            "/v2/train/other/blobs/uploads/?from=train/image&mount=" + digest(small),
            BodyPublishers.noBody()));
    expect(202, send("DELETE", repository + "/manifests/r" + round, BodyPublishers.noBody()));
  }

  private void pushInOneRequest(String repository, byte[] content)
      throws IOException, InterruptedException {
    expect(
        201,
        send(
            "POST",
            repository + "/blobs/uploads/?digest=" + digest(content),
            BodyPublishers.ofByteArray(content)));
  }

  private void pushWithPut(String repository, byte[] content)
      throws IOException, InterruptedException {
    String session = begin(repository);
    expect(201, send("PUT", finish(session, content), BodyPublishers.ofByteArray(content)));
  }

  /// As docker does it: one PATCH in transfer chunks of unknown length, then an empty PUT.
  private void pushInChunks(String repository, byte[] content)
      throws IOException, InterruptedException {
    String session = begin(repository);
    HttpResponse<byte[]> patched =
        expect(
            202,
            send(
                "PATCH",
                session,
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))));
    expect(204, send("GET", location(patched), BodyPublishers.noBody()));
    expect(201, send("PUT", finish(location(patched), content), BodyPublishers.noBody()));
  }

  private String begin(String repository) throws IOException, InterruptedException {
    return location(
        expect(202, send("POST", repository + "/blobs/uploads/", BodyPublishers.noBody())));
  }

  private static String finish(String session, byte[] content) {
    return session + (session.contains("?") ? "&" : "?") + "digest=" + digest(content);
  }

  private static String location(HttpResponse<byte[]> response) throws IOException {
    return response
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> new IOException("no Location in the answer to " + response.request()));
  }

  private HttpResponse<byte[]> send(
      String method, String target, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(target)).method(method, body).timeout(PATIENCE);
    if (method.equals("PUT") && target.contains("/manifests/")) {
      request.header("Content-Type", MANIFEST);
    } else if (!method.equals("GET")) {
      request.header("Content-Type", "application/octet-stream");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> expect(int status, HttpResponse<byte[]> response)
      throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(
          response.request() + " was answered " + response.statusCode() + ", not " + status);
    }
    return response;
  }

  private static byte[] noise(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String digest(byte[] content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(sha256.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
