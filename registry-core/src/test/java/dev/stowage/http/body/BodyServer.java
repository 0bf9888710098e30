package dev.stowage.http.body;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A server whose requests' bodies a test reads on virtual threads.
final class BodyServer implements AutoCloseable {

  /// Reads, or not. What it throws becomes 500, otherwise 200.
  interface Reading {
    void read(BodyReader body, HttpServerRequest request) throws Exception;
  }

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final MemoryBudget budget;
  private final HttpServer server;
  private volatile boolean taps;
  private volatile @Nullable Reading reading;
  private volatile @Nullable Context loop;

  BodyServer(TransferLimits limits) {
    this.budget = new MemoryBudget(limits);
    this.server =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions().setMaxChunkSize(64 * 1024).setHost("127.0.0.1"))
                .requestHandler(request -> accept(request, limits))
                .listen(0));
  }

  void handle(Reading reading) {
    this.reading = reading;
  }

  /// From now on bodies do not pass through Vert.x.
  void tap() {
    taps = true;
  }

  int port() {
    return server.actualPort();
  }

  MemoryBudget budget() {
    return budget;
  }

  void awaitUsed(long bytes) {
    awaitThat(() -> budget.used() >= bytes);
  }

  void awaitUnused() {
    awaitThat(() -> budget.used() == 0);
  }

  /// Runs it behind everything that the event loop has begun.
  void onEventLoop(Runnable task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Context context = loop;
    if (context == null) {
      throw new IllegalStateException("no request yet");
    }
    context.runOnContext(
        v -> {
          task.run();
          done.countDown();
        });
    done.await();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private void accept(HttpServerRequest request, TransferLimits limits) {
    loop = Vertx.currentContext();
    if (taps) {
      BodyTap.install(request.connection());
    }
    BodyReader body = BodyReader.attach(request, budget, limits);
    Reading current = reading;
    Thread.startVirtualThread(
        () -> {
          int status = 200;
          try {
            if (current != null) {
              current.read(body, request);
            }
          } catch (Throwable e) {
            status = 500;
          }
          int answer = status;
          onLoop(request, () -> request.response().setStatusCode(answer).end());
          body.close();
        });
  }

  private static void onLoop(HttpServerRequest request, Runnable task) {
    ((io.vertx.core.http.impl.HttpServerRequestInternal) request)
        .context()
        .runOnContext(v -> task.run());
  }

  private static void awaitThat(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
