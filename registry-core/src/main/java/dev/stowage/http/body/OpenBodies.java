package dev.stowage.http.body;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// The requests of this replica that have a body, so that none is lost when it is asked to end.
///
/// First they go on as if nothing were. Shortly before their time is over, bodies that are still
/// coming are cut: what came counts, the upload's session is saved where it stands, and the client
/// is told to go on, by then with another replica. Safe for all threads.
@Singleton
public final class OpenBodies {
  /// The last part of the grace time, which is kept for handing over: one part of so many …
  private static final int SHARE = 4;

  /// … but no more than this.
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(OpenBodies.class);

  private final Set<BodyReader> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch none = new CountDownLatch(1);
  private final Duration delay;
  private final Duration grace;
  private volatile boolean ending;

  /// @param delay how long the replica serves as before once it is asked to end
  /// @param grace how long running requests may take then
  public OpenBodies(
      @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay,
      @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> grace) {
    this.delay = delay.orElse(Duration.ZERO);
    this.grace = grace.orElse(Duration.ZERO);
  }

  /// A request begins.
  public void add(BodyReader body) {
    open.add(body);
    if (ending) {
      body.stop();
    }
  }

  /// A request has ended: whatever it changed is saved.
  public void remove(BodyReader body) {
    open.remove(body);
    if (ending && open.isEmpty()) {
      none.countDown();
    }
  }

  /// How many there are.
  public int size() {
    return open.size();
  }

  void askedToEnd(@Observes ShutdownDelayInitiatedEvent event) {
    Duration wait = delay.plus(grace).minus(handover());
    Thread.ofVirtual()
        .name("handover")
        .start(
            () -> {
              try {
                Thread.sleep(wait);
                cut();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// By now the server is closed. Before the rest is, requests that have lost their connection save
  /// what they have.
  void end(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
    cut();
    if (!none.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("%d requests did not end in time", open.size());
    }
  }

  private void cut() {
    ending = true;
    if (open.isEmpty()) {
      none.countDown();
      return;
    }
    LOG.infof("%d requests with a body have not ended: handing over what still comes", open.size());
    open.forEach(BodyReader::stop);
  }

  private Duration handover() {
    Duration share = grace.dividedBy(SHARE);
    return share.compareTo(LONGEST) < 0 ? share : LONGEST;
  }
}
