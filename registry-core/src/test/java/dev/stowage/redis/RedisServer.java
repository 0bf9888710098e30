package dev.stowage.redis;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A real Redis (or Sentinel) as a child process on a free port of the loopback address, which it
/// keeps when it is started again. Keeps nothing on disk.
public final class RedisServer implements AutoCloseable {

  private static final int TRIES = 3;
  private static final String INSTALL =
      "redis-server is missing; install it with: apt-get install -y redis-server";

  private final Path directory;
  private final int port;
  private final List<String> options;
  private @Nullable Process process;

  private RedisServer(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = options;
  }

  /// A Redis with these options besides, each a word.
  public static RedisServer started(String... options) {
    RedisServer server = new RedisServer(newDirectory(), freePort(), List.of(options));
    server.start();
    return server;
  }

  /// A Sentinel that alone decides about the master at that port.
  public static RedisServer sentinel(String name, int master) {
    RedisServer server = new RedisServer(newDirectory(), freePort(), List.of());
    try {
      Files.writeString(
          server.directory.resolve("sentinel.conf"),
          """
          port %d
          bind 127.0.0.1
          sentinel monitor %s 127.0.0.1 %d 1
          sentinel down-after-milliseconds %s 500
          sentinel failover-timeout %s 3000
          """
              .formatted(server.port, name, master, name, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.launch(List.of("sentinel.conf", "--sentinel"));
    return server;
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("stowage-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it, or starts it again after [#kill], empty.
  public void start() {
    List<String> words = new ArrayList<>();
    if (!options.contains("--tls-port")) {
      words.addAll(List.of("--port", Integer.toString(port)));
    }
    words.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    options.forEach(option -> words.add(option.replace("PORT", Integer.toString(port))));
    launch(words);
  }

  private void launch(List<String> words) {
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(words);
    Path log = directory.resolve("log");
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new AssertionError(INSTALL, e);
    }
    Until.holds(
        () -> "Redis does not start: " + read(log),
        () -> {
          if (!running().isAlive()) {
            throw new AssertionError("Redis ended: " + read(log));
          }
          return accepts();
        });
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /// `redis://127.0.0.1:port`.
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /// What it answers to a command of these words: a line, or a text. Asks again if it hangs up: a
  /// Sentinel that changes its role closes all its connections.
  public String ask(String... words) {
    for (int tries = 1; ; tries++) {
      try {
        return answer(words);
      } catch (IOException e) {
        if (tries == TRIES) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private String answer(String... words) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String first = line(in);
      if (first.startsWith("$") && !first.equals("$-1")) {
        return new String(
            in.readNBytes(Integer.parseInt(first.substring(1))), StandardCharsets.UTF_8);
      }
      if (first.startsWith("-")) {
        throw new AssertionError(Arrays.toString(words) + ": " + first);
      }
      return first.substring(1);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("Redis hung up");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /// Makes it hang: connections stay, nothing is answered.
  public void freeze() {
    signal("STOP");
  }

  /// Ends [#freeze].
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running().pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// `kill -9`.
  public void kill() {
    running().destroyForcibly().onExit().join();
  }

  private Process running() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException("it was not started");
    }
    return now;
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
