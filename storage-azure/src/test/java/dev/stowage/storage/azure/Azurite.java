package dev.stowage.storage.azure;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The emulator of Azure Blob Storage, as a child process with its data in a folder that goes with
/// it.
public final class Azurite implements AutoCloseable {

  /// The account that every emulator has; its key is public.
  public static final String ACCOUNT = "devstoreaccount1";

  public static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  /// The SDK logs what it throws; kept here, because a logger that nobody holds forgets its level.
  private static final List<Logger> SDK_LOGS =
      List.of(
          Logger.getLogger("com.azure"),
          Logger.getLogger("com.microsoft"),
          Logger.getLogger("reactor"));

  static {
    SDK_LOGS.forEach(log -> log.setLevel(Level.OFF));
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;
  private final int port;
  private final String scheme;

  private Azurite(Process process, Path data, int port, String scheme) {
    this.process = process;
    this.data = data;
    this.port = port;
    this.scheme = scheme;
  }

  /// The one that the tests of this JVM share.
  static Azurite shared() {
    return Shared.AZURITE;
  }

  private static final class Shared {
    static final Azurite AZURITE = start("http");

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(AZURITE::close));
    }
  }

  /// Starts one more; close it.
  public static Azurite start(String scheme, String... more) {
    try {
      Path data = Files.createTempDirectory("azurite");
      int port = freePort();
      List<String> command =
          new ArrayList<>(
              List.of(
                  PinnedTool.of("azurite").toString(),
                  "--blobHost=127.0.0.1",
                  "--blobPort=" + port,
                  "--location=" + data,
                  "--silent",
                  "--disableTelemetry",
                  // It knows no version of the protocol as new as the SDK's.
                  "--skipApiVersionCheck"));
      command.addAll(List.of(more));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(data.resolve("log").toFile())
              .start();
      Azurite azurite = new Azurite(process, data, port, scheme);
      azurite.awaitPort();
      return azurite;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IOException(
              "azurite does not start: " + Files.readString(data.resolve("log")), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /// Where it listens on the loopback address.
  public int port() {
    return port;
  }

  /// The account's blob service.
  public String endpoint() {
    return scheme + "://127.0.0.1:" + port + "/" + ACCOUNT;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
