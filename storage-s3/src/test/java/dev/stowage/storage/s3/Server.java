package dev.stowage.storage.s3;

import dev.stowage.tools.PinnedTool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A store as a child process on a free port of the loopback address, with one bucket, until it is
/// closed or the tests end.
public final class Server implements AutoCloseable {

  /// The bucket.
  public static final String BUCKET = "bucket";

  static final String ACCESS_KEY = "stowage-tests";
  static final String SECRET_KEY = "stowage-tests-secret";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final int port;

  private final Process process;
  private final Path folder;

  private Server(int port, Process process, Path folder) {
    this.port = port;
    this.process = process;
    this.folder = folder;
  }

  private static final class S3Proxy {
    static final Server RUNNING = startS3Proxy();
  }

  private static final class Minio {
    static final Server RUNNING = startMinio();
  }

  /// S3Proxy over a directory; it runs already or is started.
  static Server s3Proxy() {
    return S3Proxy.RUNNING;
  }

  /// MinIO over a directory; it runs already or is started.
  static Server minio() {
    return Minio.RUNNING;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Where it listens on the loopback address.
  public int port() {
    return port;
  }

  /// The settings for its bucket.
  Map<String, String> settings() {
    return settings(endpoint());
  }

  /// The same through another address.
  public static Map<String, String> settings(URI endpoint) {
    return new HashMap<>(
        Map.of(
            "bucket", BUCKET,
            "endpoint", endpoint.toString(),
            "access-key", ACCESS_KEY,
            "secret-key", SECRET_KEY));
  }

  /// Starts one more.
  public static Server startS3Proxy() {
    Path jar = Path.of("../storage-s3/target/servers/s3proxy.jar").toAbsolutePath();
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError(
          jar + " is missing; bring it with: ./mvnw -pl storage-s3 generate-test-resources");
    }
    try {
      Path folder = folder("s3proxy-");
      int port = freePort();
      Path data = Files.createDirectory(folder.resolve("data"));
      Path settings =
          Files.writeString(
              folder.resolve("s3proxy.conf"),
              """
              s3proxy.endpoint=http://127.0.0.1:%d
              s3proxy.authorization=aws-v2-or-v4
              s3proxy.identity=%s
              s3proxy.credential=%s
              jclouds.provider=filesystem
              jclouds.identity=none
              jclouds.credential=none
              jclouds.filesystem.basedir=%s
              """
                  .formatted(port, ACCESS_KEY, SECRET_KEY, data));
      String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
      return start(
          port,
          folder,
          Map.of(),
          java,
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-jar",
          jar.toString(),
          "--properties",
          settings.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts one more.
  public static Server startMinio() {
    try {
      Path folder = folder("minio-");
      int port = freePort();
      return start(
          port,
          folder,
          Map.of(
              "MINIO_ROOT_USER",
              ACCESS_KEY,
              "MINIO_ROOT_PASSWORD",
              SECRET_KEY,
              "MINIO_BROWSER",
              "off",
              "MINIO_UPDATE",
              "off",
              "HOME",
              folder.toString()),
          PinnedTool.of("minio").toString(),
          "server",
          "--quiet",
          "--address",
          "127.0.0.1:" + port,
          folder.resolve("data").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Server start(
      int port, Path folder, Map<String, String> environment, String... command)
      throws IOException {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
    Server server = new Server(port, process, folder);
    server.awaitReady(log);
    return server;
  }

  private void awaitReady(Path log) throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        createBucket();
        return;
      } catch (IOException | RuntimeException notYet) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          throw new AssertionError("the store does not start:\n" + Files.readString(log), notYet);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void createBucket() {
    try (S3Client client = client()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  /// A client of its own, that knows nothing of ours.
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  @Override
  public void close() {
    end(process, folder);
  }

  private static void end(Process process, Path folder) {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      if (!Files.exists(folder)) {
        return; // closed already
      }
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path folder(String name) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(Path.of("target/servers")), name)
        .toAbsolutePath();
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
