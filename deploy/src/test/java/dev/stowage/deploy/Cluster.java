package dev.stowage.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Replicas behind a balancer, with their Redis and their store, started by `deploy/cluster` as
/// anyone would start them, on free ports of the loopback address.
final class Cluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
  private static final String LAST_LINE = "Ctrl-C";

  private final int port;
  private final Process process;

  private Cluster(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /// Starts one whose content and logs lie in `data`, and returns when all of it serves.
  static Cluster start(Path data, int replicas) {
    int port = freePorts(replicas + 3);
    try {
      Path log =
          Files.createDirectories(Tools.checkout().resolve("deploy/target/black-box"))
              .resolve("cluster-" + port + ".log");
      var builder =
          new ProcessBuilder(
                  Tools.checkout().resolve("deploy/cluster").toString(),
                  "--replicas",
                  Integer.toString(replicas),
                  "--port",
                  Integer.toString(port),
                  "--data",
                  data.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      process.getOutputStream().close();
      var cluster = new Cluster(port, process);
      try {
        cluster.awaitStart(log);
      } catch (AssertionError e) {
        process.destroy();
        throw e;
      }
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStart(Path log) {
    Poll.until(
        START_LIMIT,
        () -> "the cluster does not serve:\n" + read(log),
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "deploy/cluster ended with code " + process.exitValue() + ":\n" + read(log));
          }
          return read(log).contains(LAST_LINE);
        });
  }

  /// Where the balancer listens.
  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("deploy/cluster did not end within " + STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The first of that many free ports in a row, below those that systems give to outgoing
  /// connections.
  private static int freePorts(int count) {
    var random = new SplittableRandom();
    for (int tries = 0; tries < 1000; tries++) {
      int first = random.nextInt(20_000, 30_000);
      if (areFree(first, count)) {
        return first;
      }
    }
    throw new AssertionError("no " + count + " free ports in a row");
  }

  private static boolean areFree(int first, int count) {
    try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      return count == 1 || areFree(first + 1, count - 1);
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
