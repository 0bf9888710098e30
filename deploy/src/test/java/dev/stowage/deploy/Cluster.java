package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// Replicas behind a balancer, with their Redis and their store, started by `deploy/cluster` as
/// anyone would start them, on free ports of the loopback address.
final class Cluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  /// The header in which the balancer says whose answer it is.
  static final String SERVED_BY = "X-Served-By";

  private static final String LAST_LINE = "Ctrl-C";

  private final int port;
  private final int replicas;
  private final Process process;

  private Cluster(int port, int replicas, Process process) {
    this.port = port;
    this.replicas = replicas;
    this.process = process;
  }

  /// Starts one whose content and logs lie in `data`, and returns when all of it serves.
  static Cluster start(Path data, int replicas) {
    return start(data, replicas, List.of());
  }

  /// Starts one over that store, with these settings, which name a Redis, too.
  static Cluster start(Path data, int replicas, Backing store, Map<String, String> settings) {
    var all = new TreeMap<>(store.settings(store.port()));
    all.putAll(settings);
    var options = new ArrayList<>(List.of("--store", "none", "--redis", "none"));
    all.forEach((name, value) -> options.add("-D" + name + "=" + value));
    return start(data, replicas, options);
  }

  private static Cluster start(Path data, int replicas, List<String> options) {
    int port = freePorts(replicas + 3);
    try {
      Path log =
          Files.createDirectories(Tools.checkout().resolve("deploy/target/black-box"))
              .resolve("cluster-" + port + ".log");
      var command =
          new ArrayList<>(
              List.of(
                  Tools.checkout().resolve("deploy/cluster").toString(),
                  "--replicas",
                  Integer.toString(replicas),
                  "--port",
                  Integer.toString(port),
                  "--data",
                  data.toString()));
      command.addAll(options);
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      process.getOutputStream().close();
      var cluster = new Cluster(port, replicas, process);
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

  /// How many replicas there are; they are counted from 1.
  int replicas() {
    return replicas;
  }

  /// Where that replica listens, besides the balancer.
  int port(int replica) {
    return port + replica;
  }

  /// `kill -9` of a replica. It will be started again.
  void kill(int replica) {
    await(running(replica), ProcessHandle::destroyForcibly);
  }

  /// Returns when a replica says that it is ready.
  void awaitReady(int replica) {
    Poll.until(
        START_LIMIT,
        () -> "replica " + replica + " is not ready",
        () -> {
          try (var connection = new Connection(port(replica))) {
            return connection.send(Connection.get("/q/health/ready")).status() == 200;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /// Asks a replica to end, and returns when its successor has got a request of the balancer.
  void restart(int replica) {
    await(running(replica), ProcessHandle::destroy);
    awaitServing(replica);
  }

  /// Returns when the balancer gives requests to every replica.
  void awaitServing() {
    for (int replica = 1; replica <= replicas; replica++) {
      awaitServing(replica);
    }
  }

  private void awaitServing(int replica) {
    ProcessHandle now = running(replica);
    Poll.until(
        START_LIMIT,
        () -> "the balancer gives nothing to replica " + replica,
        () -> {
          if (!now.isAlive()) {
            throw new AssertionError("replica " + replica + " ended by itself");
          }
          return serves(replica);
        });
  }

  /// Of so many requests one after the other each replica gets one, unless others ask too.
  private boolean serves(int replica) {
    try (var connection = new Connection(port)) {
      for (int i = 0; i < replicas; i++) {
        var answer = connection.send(Connection.get("/v2/"));
        if (answer.header(SERVED_BY).orElse("").equals("replica-" + replica)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // all replicas are gone at this moment
    }
  }

  private ProcessHandle running(int replica) {
    var found = new AtomicReference<ProcessHandle>();
    Poll.until(
        START_LIMIT,
        () -> "replica " + replica + " does not run",
        () -> {
          process
              .descendants()
              .filter(child -> isReplica(child, replica))
              .findFirst()
              .ifPresent(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  private boolean isReplica(ProcessHandle child, int replica) {
    String line = child.info().commandLine().orElse("");
    return line.contains("-Dquarkus.http.port=" + port(replica) + " ") && line.contains(" -jar ");
  }

  private static void await(ProcessHandle running, Predicate<ProcessHandle> end) {
    assertThat(end.test(running)).isTrue();
    try {
      running.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("a replica does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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
