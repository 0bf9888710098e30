package dev.stowage.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packaged registry as a child process, started by `deploy/run` as anyone would start it, on a
/// free port of the loopback address. It can be killed and started again on the same port and the
/// same storage.
///
/// Not thread-safe, but for [#port], [#host] and [#log]: one test drives it.
final class Registry implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Map<String, String> environment;
  private final int port;
  private final Path log;
  private @Nullable Process process;

  private Registry(Map<String, String> environment, int port, Path log) {
    this.environment = environment;
    this.port = port;
    this.log = log;
  }

  /// A registry that keeps everything in memory; it is started by [#start].
  static Registry memory() {
    return create(Map.of("STOWAGE_STORAGE_KIND", "memory"));
  }

  /// A registry over the directory `root`; it is started by [#start].
  static Registry directory(Path root) {
    return create(
        Map.of(
            "STOWAGE_STORAGE_KIND",
            "directory",
            "STOWAGE_STORAGE_DIRECTORY_ROOT",
            root.toString()));
  }

  /// A registry over that store; it is started by [#start].
  static Registry on(Backing store) {
    return on(store, store.port());
  }

  /// A registry that reaches that store at another port of the loopback address.
  static Registry on(Backing store, int port) {
    Registry registry = create(Map.of());
    for (var setting : new TreeMap<>(store.settings(port)).entrySet()) {
      registry = registry.withJava("-D" + setting.getKey() + "=" + setting.getValue());
    }
    return registry;
  }

  private static Registry create(Map<String, String> environment) {
    try {
      Path folder = Files.createDirectories(Tools.checkout().resolve("deploy/target/black-box"));
      Path log = Files.createTempFile(folder, "registry-", ".log");
      try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return new Registry(environment, probe.getLocalPort(), log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same registry with one more variable of the environment, by which everything can be
  /// configured.
  Registry with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Registry(more, port, log);
  }

  /// The same registry with these JVM options too, which come after `deploy/run`'s own.
  Registry withJava(String options) {
    String before = environment.getOrDefault("JAVA_OPTS", "");
    return with("JAVA_OPTS", (before + " " + options).strip());
  }

  /// Starts it and returns when it says that it is ready.
  Registry start() {
    Process started = launch();
    process = started;
    awaitReady(started);
    return this;
  }

  /// Starts it, waits until it has given up, and returns what it said.
  String startAndFail() {
    Process started = launch();
    await(started);
    if (started.exitValue() == 0) {
      throw new AssertionError("the registry ended as if all were well:\n" + logTail());
    }
    return log();
  }

  private Process launch() {
    try {
      var builder =
          new ProcessBuilder(Tools.checkout().resolve("deploy/run").toString())
              .directory(Tools.checkout().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process started = builder.start();
      started.getOutputStream().close();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Process started) {
    Poll.until(
        START_LIMIT,
        () -> "the registry is not ready:\n" + logTail(),
        () -> {
          if (!started.isAlive()) {
            throw new AssertionError(
                "the registry ended with code " + started.exitValue() + ":\n" + logTail());
          }
          return ready();
        });
  }

  private boolean ready() {
    try (var connection = new Connection(port)) {
      return connection.send(Connection.get("/q/health/ready")).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /// Ends it as a power cut would: `kill -9`.
  void kill() {
    await(running().destroyForcibly());
    process = null;
  }

  /// Asks it to end, and waits until it did.
  void stop() {
    askToEnd();
    awaitEnd();
  }

  /// Asks it to end: `SIGTERM`.
  void askToEnd() {
    running().destroy();
  }

  /// Waits until it has ended, and returns its exit code.
  int awaitEnd() {
    Process ending = running();
    await(ending);
    process = null;
    return ending.exitValue();
  }

  private static void await(Process ending) {
    try {
      if (!ending.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        ending.destroyForcibly();
        throw new AssertionError("the registry did not end within " + STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process running() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException("the registry is not running");
    }
    return now;
  }

  int port() {
    return port;
  }

  /// `host:port`, as it stands in the name of an image.
  String host() {
    return "127.0.0.1:" + port;
  }

  /// The process id of its JVM.
  long pid() {
    return running().pid();
  }

  /// Everything it has logged since it was first started.
  String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String logTail() {
    String all = log();
    return all.substring(Math.max(0, all.length() - 8000));
  }

  @Override
  public void close() {
    if (process != null) {
      stop();
    }
  }
}
