package dev.stowage.collect;

import dev.stowage.catalog.Repositories;
import dev.stowage.collect.GarbageCollection.Phase;
import dev.stowage.collect.sweep.DigestRuns;
import dev.stowage.collect.sweep.RecordSweep;
import dev.stowage.collect.sweep.Tally;
import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The document of the collection, and the shares that replicas take of it. Safe for any number of
/// threads and replicas.
final class Shares {

  /// How long a share stands still whose replica is dead. Who is taken for dead and is not does
  /// work that another does, too.
  static final Duration LIFE = Duration.ofSeconds(60);

  /// How many repositories are in a share at most.
  private static final int REPOSITORIES = 200;

  private static final ObjectKey KEY = new Place.CollectionState().key();

  private final ObjectStore store;
  private final Documents documents;
  private final Repositories repositories;
  private final UploadId me = UploadId.random();

  Shares(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
    this.repositories = new Repositories(store);
  }

  /// The collection that goes on, or the last one; empty if there never was one.
  Optional<GarbageCollection> find() {
    return read().map(Document::content);
  }

  private Optional<Document<GarbageCollection>> read() {
    return documents.read(KEY, GarbageCollection.class);
  }

  /// Begins a collection unless one goes on. Returns the one that goes on then.
  GarbageCollection begin(GarbageCollection wanted) {
    Optional<GarbageCollection> last = find();
    GarbageCollection begun =
        documents.update(
            KEY,
            GarbageCollection.class,
            current -> current.filter(GarbageCollection::running).orElse(wanted));
    if (begun.equals(wanted)) {
      last.ifPresent(ended -> new DigestRuns(store, ended.id()).drop());
    }
    return begun;
  }

  /// A share that nobody does, now this replica's; empty if there is none at the moment, or no
  /// collection goes on.
  Optional<Share> take() {
    while (true) {
      Optional<Document<GarbageCollection>> found = read();
      if (found.isEmpty() || !found.get().content().running()) {
        return Optional.empty();
      }
      GarbageCollection now = found.get().content();
      Optional<Share> dead = now.shares().stream().filter(this::isDead).findFirst();
      Optional<Share> mine =
          dead.isPresent() ? dead.map(share -> share.takenBy(me, Instant.now())) : next(now);
      Optional<GarbageCollection> then =
          mine.isEmpty()
              ? further(now)
              : Optional.of(
                  dead.isPresent()
                      ? now.replaced(dead.get().id(), mine.get())
                      : now.plus(mine.get()));
      if (then.isEmpty()) {
        return Optional.empty();
      }
      Condition unchanged = new Condition.IfVersion(found.get().version());
      if (documents.write(KEY, then.get(), unchanged).written()) {
        if (mine.isPresent()) {
          return mine;
        }
        if (!then.get().running()) { // never before: who is late must not find only some of them
          new DigestRuns(store, now.id()).drop();
        }
      }
    }
  }

  /// Nobody else uses an exclusive store, so a share that is not ours has nobody.
  private boolean isDead(Share share) {
    return !share.holder().equals(me)
        && (store.capabilities().exclusive() || share.beat().isBefore(Instant.now().minus(LIFE)));
  }

  private Optional<Share> next(GarbageCollection now) {
    return switch (now.phase()) {
      case REPOSITORIES -> {
        Optional<RepositoryName> first = after(now.handedOut());
        Optional<RepositoryName> last = first;
        for (int i = 1; i < REPOSITORIES && last.isPresent(); i++) {
          Optional<RepositoryName> more = repositories.after(last.get());
          if (more.isEmpty()) {
            break;
          }
          last = more;
        }
        Optional<RepositoryName> end = last;
        yield first.map(begin -> Share.of(me, Instant.now(), begin, end.orElse(begin)));
      }
      case RECORDS ->
          now.sweeps() < RecordSweep.SWEEPS
              ? Optional.of(Share.of(me, Instant.now(), now.sweeps()))
              : Optional.empty();
      case LAST_REPOSITORIES, DONE -> Optional.empty();
    };
  }

  private Optional<RepositoryName> after(Optional<RepositoryName> before) {
    return before.isPresent() ? repositories.after(before.get()) : repositories.first();
  }

  /// What comes when there is no share to be taken; empty: somebody is still at work.
  private Optional<GarbageCollection> further(GarbageCollection now) {
    return switch (now.phase()) {
      case REPOSITORIES -> Optional.of(now.in(Phase.LAST_REPOSITORIES));
      case LAST_REPOSITORIES ->
          now.shares().isEmpty() ? Optional.of(now.in(Phase.RECORDS)) : Optional.empty();
      case RECORDS -> {
        if (!now.allSwept()) {
          yield Optional.empty();
        }
        yield Optional.of(now.done(Instant.now()));
      }
      case DONE -> Optional.empty();
    };
  }

  /// Says that this replica is still at work; false if the share has been taken from it.
  boolean beat(Share mine) {
    Optional<GarbageCollection> now =
        documents.amend(
            KEY,
            GarbageCollection.class,
            current -> current.replaced(mine.id(), mine.beaten(Instant.now())));
    return now.flatMap(collection -> collection.share(mine.id())).isPresent();
  }

  /// Ends a share.
  void complete(Share mine, Tally done) {
    documents.amend(KEY, GarbageCollection.class, current -> current.completed(mine.id(), done));
  }
}
