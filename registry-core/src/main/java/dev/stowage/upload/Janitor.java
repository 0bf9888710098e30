package dev.stowage.upload;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Settles the intents of uploads that ended without saying so: their replica died, or nobody came
/// back. Runs soon after the start and then from time to time; what one round could not do, the
/// next one does.
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

  /// One round: settles every intent whose upload is over. Costs one listing of the open intents.
  public void round() {
    sessions.expire();
    intents.flush();
    ListQuery query = ListQuery.of(Prefixes.INTENTS);
    for (; ; ) {
      ListPage page = store.list(query);
      for (ListPage.Entry entry : page.objects()) {
        if (Place.parse(entry.key()).orElse(null) instanceof Place.Intent(UploadId id)
            && isOver(id)) {
          leftovers.settle(id);
          store.delete(entry.key(), Condition.ALWAYS);
          LOG.infof("settled upload %s, which ended without saying so", id);
        }
      }
      if (!page.hasMore()) {
        return;
      }
      query = query.after(page.next());
    }
  }

  /// In a bucket that no other process uses, an upload without a session is over. In another it may
  /// belong to a process that is just ending, or its last write may still be on its way: there it
  /// has to be old as well.
  private boolean isOver(UploadId id) {
    if (sessions.find(id).isPresent() || intents.isEnded(id)) {
      return false;
    }
    return store.capabilities().exclusive()
        || intents.begun(id).filter(begun -> begun.isBefore(Instant.now().minus(life))).isPresent();
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
    } catch (StorageException e) {
      LOG.warnf("janitor: %s failed, will try again: %s", what, e.getMessage());
    }
  }
}
