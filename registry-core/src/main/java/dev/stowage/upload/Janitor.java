package dev.stowage.upload;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.upload.session.Sessions;
import dev.stowage.upload.session.UploadConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Settles the intents of uploads that ended without saying so: their replica died, or nobody came
/// back. Removes the probes of those who died while they tried the store. Runs soon after the start
/// and then from time to time; what one round could not do, the next one does.
@Singleton
public final class Janitor {

  private static final Logger LOG = Logger.getLogger(Janitor.class);

  /// The longest time between two rounds.
  static final Duration ROUND = Duration.ofMinutes(10);

  /// Between two removals of ended intents.
  static final Duration FLUSH = Duration.ofSeconds(2);

  private final ObjectStore store;
  private final Sessions sessions;
  private final Intents intents;
  private final Leftovers leftovers;
  private final Duration life;
  private @Nullable Thread thread;

  public Janitor(
      ObjectStore store,
      Sessions sessions,
      Intents intents,
      Leftovers leftovers,
      UploadConfig config) {
    this.store = store;
    this.sessions = sessions;
    this.intents = intents;
    this.leftovers = leftovers;
    this.life = config.sessionLife();
  }

  void start(@Observes StartupEvent event) {
    thread = Thread.ofVirtual().name("janitor").start(this::work);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
    attempt("removing ended intents", intents::flush);
  }

  /// One round: settles every intent whose upload is over, and removes probes that are left. Costs
  /// a listing of the open intents and one of the probes.
  public void round() {
    sessions.expire();
    intents.flush();
    forEach(
        Prefixes.INTENTS,
        key -> {
          if (Place.parse(key).orElse(null) instanceof Place.Intent(UploadId id)
              && isOver(id)
              && intents.settle(id, limit())) {
            leftovers.settle(id);
            store.delete(key, Condition.ALWAYS);
            LOG.infof("settled upload %s, which ended without saying so", id);
          }
        });
    forEach(Prefixes.PROBES, this::removeIfOld);
  }

  private void forEach(String prefix, Consumer<ObjectKey> work) {
    ListQuery query = ListQuery.of(prefix);
    for (; ; ) {
      ListPage page = store.list(query);
      page.objects().forEach(entry -> work.accept(entry.key()));
      if (!page.hasMore()) {
        return;
      }
      query = query.after(page.next());
    }
  }

  /// A probe lives for seconds; one that is older than any session has nobody any more. But a
  /// replica uses its key again, so it goes only in the version that was seen, where the store can.
  private void removeIfOld(ObjectKey probe) {
    Optional<ObjectInfo> found = store.head(probe);
    if (found.isPresent() && found.get().modified().isBefore(Instant.now().minus(life))) {
      store.delete(
          probe,
          store.capabilities().conditionalDelete()
              ? new Condition.IfVersion(found.get().version())
              : Condition.ALWAYS);
    }
  }

  /// Without a session, and with no writer here, an upload looks over. It asks for the session
  /// first: who writes holds the upload before he claims the session.
  private boolean isOver(UploadId id) {
    return sessions.find(id).isEmpty() && !intents.isHeld(id) && !intents.isEnded(id);
  }

  /// How old an intent has to be. Where another process may have what is not here, only what is
  /// older than a session can become is over: a session may have been lost while its writer is
  /// still at work.
  private Instant limit() {
    return store.capabilities().exclusive() && sessions.isCertain()
        ? Instant.MAX
        : Instant.now().minus(life);
  }

  private void work() {
    long nextRound = System.nanoTime();
    try {
      while (true) {
        if (System.nanoTime() - nextRound >= 0) {
          attempt("a round", this::round);
          nextRound = System.nanoTime() + Math.min(ROUND.toNanos(), life.toNanos());
        }
        attempt("removing ended intents", intents::flush);
        Thread.sleep(FLUSH);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (StorageException | OciException e) { // the store, or the sessions, are out of reach
      LOG.warnf("janitor: %s failed, will try again: %s", what, e.getMessage());
    }
  }
}
