package dev.stowage.http.health;

import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Ready while the store takes, returns and removes a small object. It is asked at most every
/// [#PERIOD], however often we are. Safe for all threads.
@Readiness
@Singleton
public final class StoreReadiness implements HealthCheck {
  /// How long a result is good for.
  static final Duration PERIOD = Duration.ofSeconds(5);

  /// A probe that takes longer than this is a failure by itself.
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(StoreReadiness.class);
  private static final String NAME = "store";

  private final ObjectStore store;
  private final ObjectKey key = new Place.Probe(UploadId.random()).key();
  private final ReentrantLock probing = new ReentrantLock();
  private volatile @Nullable Result last;

  private record Result(@Nullable String failure, long at) {}

  public StoreReadiness(ObjectStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    if (isOlderThan(PERIOD) && probing.tryLock()) {
      try {
        remember(probe());
      } finally {
        probing.unlock();
      }
    }
    if (isOlderThan(PATIENCE)) {
      return down("the store has not answered for " + PATIENCE.toSeconds() + " s");
    }
    Result result = last;
    String failure = result == null ? "the store has not answered yet" : result.failure();
    return failure == null ? HealthCheckResponse.up(NAME) : down(failure);
  }

  private void remember(@Nullable String failure) {
    Result before = last;
    boolean wasUp = before == null || before.failure() == null;
    last = new Result(failure, System.nanoTime());
    if (failure != null && wasUp) {
      LOG.warnf("Not ready: %s", failure);
    } else if (failure == null && !wasUp) {
      LOG.info("Ready again: the store works");
    }
  }

  private @Nullable String probe() {
    String written = UploadId.random().value();
    try {
      store.write(key, Content.of(written), Condition.ALWAYS);
      Optional<ObjectBody> read = store.open(key, ByteRange.ALL);
      if (read.isEmpty()) {
        return "the store does not have what it took";
      }
      try (ObjectBody body = read.get()) {
        if (!new String(body.readAll(), StandardCharsets.UTF_8).equals(written)) {
          return "the store does not return what it took";
        }
      }
      store.delete(key, Condition.ALWAYS);
      return null;
    } catch (StorageException e) {
      LOG.debug("The probe of the store failed", e);
      return "the store fails: " + e.kind();
    }
  }

  private boolean isOlderThan(Duration age) {
    Result result = last;
    return result == null || System.nanoTime() - result.at() > age.toNanos();
  }

  private static HealthCheckResponse down(String why) {
    return HealthCheckResponse.named(NAME).down().withData("failure", why).build();
  }
}
