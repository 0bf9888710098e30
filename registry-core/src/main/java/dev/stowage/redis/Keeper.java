package dev.stowage.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps one connection that works, by a thread of its own. What does not answer a PING counts as
/// gone, so that nobody waits for it, until it answers again; what has not answered for
/// [#PATIENCE], or is no master any more, is given up for a new connection, for which the Sentinels
/// are asked anew. Safe for any number of threads.
final class Keeper implements AutoCloseable {

  /// Between two looks at a connection.
  static final Duration LOOK = Duration.ofSeconds(1);

  /// How long a connection may be of no use before another is made.
  static final Duration PATIENCE = Duration.ofSeconds(4);

  /// The longest wait between two attempts to connect.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(Keeper.class);

  /// How things are: a connection that works, or why there is none.
  record State(Link.@Nullable Connection connection, String trouble) {}

  private final Link link;
  private final Semaphore doubts = new Semaphore(0);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread;
  private volatile State state = new State(null, "not connected yet");
  private volatile @Nullable RuntimeException refusal;
  private volatile boolean unfit;
  private volatile boolean closed;

  Keeper(Link link) {
    this.link = link;
    this.thread = Thread.ofVirtual().name("redis").start(this::work);
  }

  /// Waits for the first attempt to connect. What Redis answered if it refused the credentials.
  Optional<RuntimeException> firstAttempt() {
    try {
      tried.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.ofNullable(refusal);
  }

  State state() {
    return state;
  }

  /// A command has failed: look at once.
  void doubt() {
    doubts.release();
  }

  /// What is connected cannot be written to.
  void giveUp() {
    unfit = true;
    doubts.release();
  }

  private void work() {
    int attempt = 0;
    while (!closed) {
      try (Link.Connection connection = link.connect()) {
        attempt = 0;
        up(connection);
        tried.countDown();
        watch(connection);
      } catch (RuntimeException e) { // also what Lettuce lets through of others
        refusal = refusalIn(e);
        down(reason(e));
        tried.countDown();
        pause(++attempt);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// Returns when another connection should be made.
  private void watch(Link.Connection connection) throws InterruptedException {
    unfit = false;
    long useful = System.nanoTime();
    while (!closed) {
      boolean _ = doubts.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      doubts.drainPermits();
      if (unfit) {
        down("it is no master any more");
        return;
      }
      try {
        connection.commands().ping().get();
        useful = System.nanoTime();
        up(connection);
      } catch (ExecutionException e) {
        down(reason(e.getCause()));
        if (System.nanoTime() - useful > PATIENCE.toNanos()) {
          return;
        }
      }
    }
  }

  private void up(Link.Connection connection) {
    if (state.connection() == null) {
      LOG.infof("%s: connected", link.address());
    }
    state = new State(connection, "");
  }

  private void down(String why) {
    State before = state;
    if (before.connection() != null || tried.getCount() > 0) {
      LOG.warnf("%s: out of reach, uploads wait for it: %s", link.address(), why);
    }
    state = new State(null, why);
  }

  private void pause(int attempt) {
    long most = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(attempt, 10));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable RuntimeException refusalIn(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof RedisCommandExecutionException e && isAboutCredentials(e)) {
        return e;
      }
    }
    return null;
  }

  private static boolean isAboutCredentials(RedisCommandExecutionException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("WRONGPASS")
        || message.startsWith("NOAUTH")
        || message.startsWith("NOPERM");
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable root = failure;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "unknown" : String.valueOf(root.getMessage());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
