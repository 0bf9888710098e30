package dev.stowage.http.v2;

import dev.stowage.http.Wire;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The server that Quarkus has started for the test.
final class Server {
  private Server() {}

  static URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  /// A new connection to it.
  static Wire connect() throws IOException {
    return new Wire(port());
  }

  /// Waits until it holds, for half a minute at most.
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static int port() {
    return Arc.container().select(HttpServer.class).get().getPort();
  }
}
