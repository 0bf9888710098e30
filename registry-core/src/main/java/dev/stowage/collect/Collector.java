package dev.stowage.collect;

import dev.stowage.blob.UnusedBlobs;
import dev.stowage.catalog.Repositories;
import dev.stowage.collect.sweep.DigestRuns;
import dev.stowage.collect.sweep.RecordSweep;
import dev.stowage.collect.sweep.RepositorySweep;
import dev.stowage.collect.sweep.Stride;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.document.Documents;
import dev.stowage.grace.Terms;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.tag.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Begins collections, by schedule or when asked to, and does this replica's shares of them, one
/// after the other, on a thread of its own. Also of those that another replica began, or that were
/// under way when it started. Safe for any number of threads.
@Singleton
public final class Collector {

  private static final Logger LOG = Logger.getLogger(Collector.class);

  /// How often a replica looks whether there is anything to do.
  static final Duration LOOK = Duration.ofSeconds(60);

  /// The same while others are at work.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /// How often a replica says that it is at work.
  private static final Duration BEAT = Shares.LIFE.dividedBy(6);

  /// Stores say when an object was written in whole seconds.
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ObjectStore store;
  private final Tags tags;
  private final UnusedBlobs blobs;
  private final CollectConfig config;
  private final CollectMeters meters;
  private final Shares shares;
  private final LinkedBlockingQueue<Boolean> calls = new LinkedBlockingQueue<>(1);
  private @Nullable Thread thread;

  public Collector(
      ObjectStore store,
      Documents documents,
      Tags tags,
      UnusedBlobs blobs,
      CollectConfig config,
      CollectMeters meters) {
    this.store = store;
    this.tags = tags;
    this.blobs = blobs;
    this.config = config;
    this.meters = meters;
    this.shares = new Shares(store, documents);
  }

  void start(@Observes StartupEvent event) {
    thread = Thread.ofVirtual().name("collector").start(this::work);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  /// The collection that goes on, or the last one; empty if there never was one.
  public Optional<GarbageCollection> find() {
    return shares.find();
  }

  /// Begins a collection, or takes part in the one that goes on; returns that one.
  ///
  /// @param dry whether it is only to tell what it would do
  public GarbageCollection begin(boolean dry) {
    Instant now = storeTime();
    GarbageCollection wanted =
        GarbageCollection.begin(
            now,
            now.minus(config.grace()).minus(SECOND),
            dry,
            config.untagged() == CollectConfig.Untagged.DELETE);
    GarbageCollection begun = shares.begin(wanted);
    if (begun.equals(wanted)) {
      LOG.infof("collection %s begins%s", begun.id(), dry ? ", dry" : "");
      if (!dry) { // while nobody of this collection has a list yet
        blobs.settle(terms(begun));
      }
    }
    calls.offer(true);
    return begun;
  }

  /// What the store's clock says, at the latest.
  private Instant storeTime() {
    ObjectKey probe = new Place.Probe(UploadId.random()).key();
    store.write(probe, Content.of("{}"), Condition.ALWAYS);
    Instant time = store.head(probe).orElseThrow().modified();
    store.delete(probe, Condition.ALWAYS);
    return time;
  }

  private void work() {
    try {
      while (true) {
        boolean running = attempt();
        calls.poll((running ? LOOK_AGAIN : LOOK).toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether a collection goes on, of which others do the rest.
  private boolean attempt() throws InterruptedException {
    try {
      beginIfTime();
      takePart();
      return shares.find().filter(GarbageCollection::running).isPresent();
    } catch (StorageException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      meters.failed();
      LOG.warnf("collection: a share failed, will try again: %s", e.getMessage());
      return false;
    }
  }

  private void beginIfTime() {
    if (config.every().isPresent()) {
      Optional<GarbageCollection> last = shares.find();
      Instant next = last.map(c -> c.started().plus(config.every().get())).orElse(Instant.MIN);
      boolean running = last.filter(GarbageCollection::running).isPresent();
      if (!running && !next.isAfter(Instant.now())) {
        begin(false);
      }
    }
  }

  /// Does shares until there is none.
  void takePart() throws InterruptedException {
    Optional<Share> share = shares.take();
    if (share.isEmpty()) {
      return;
    }
    GarbageCollection collection = shares.find().orElseThrow();
    for (; share.isPresent(); share = shares.take()) {
      try {
        Tally done = sweep(collection, share.get());
        shares.complete(share.get(), done);
        meters.done(done);
      } catch (Lost lost) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LOG.warnf("collection %s: a share went to another replica", collection.id());
      }
    }
    shares
        .find()
        .filter(c -> c.id().equals(collection.id()) && !c.running())
        .ifPresent(c -> LOG.infof("collection %s has ended: %s", c.id(), c.tally()));
  }

  /// A share is this replica's no more, or the replica ends.
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Tally sweep(GarbageCollection collection, Share share) {
    Stride stride = stride(share);
    DigestRuns runs = new DigestRuns(store, collection.id());
    Terms terms = terms(collection);
    if (share.first().isEmpty()) {
      return new RecordSweep(store, blobs, terms, stride, runs).sweep(share.sweep());
    }
    var sweep = new RepositorySweep(store, tags, blobs, terms, collection.untagged(), stride, runs);
    var repositories = new Repositories(store);
    RepositoryName last = share.last().orElseThrow();
    for (Optional<RepositoryName> each = share.first();
        each.isPresent() && Repositories.ORDER.compare(each.get(), last) <= 0;
        each = repositories.after(each.get())) {
      sweep.sweep(each.get());
    }
    return sweep.finish();
  }

  private static Terms terms(GarbageCollection collection) {
    return new Terms(collection.due(), Instant::now, collection.dry());
  }

  private Stride stride(Share share) {
    Pace pace = new Pace(config.rate());
    return new Stride() {
      private long beaten = System.nanoTime();

      @Override
      public void step(int objects) {
        try {
          pace.pass(objects);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new Lost();
        }
        if (System.nanoTime() - beaten > BEAT.toNanos()) {
          confirm();
        }
      }

      @Override
      public void confirm() {
        if (!shares.beat(share)) {
          throw new Lost();
        }
        beaten = System.nanoTime();
      }
    };
  }
}
