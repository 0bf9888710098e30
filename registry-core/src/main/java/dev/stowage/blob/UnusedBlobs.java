package dev.stowage.blob;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.grace.Judge;
import dev.stowage.grace.Terms;
import dev.stowage.grace.Verdict;
import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Parallel;
import dev.stowage.storage.StorageException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What becomes of links and records that a collection found unused. Safe for any number of threads
/// and replicas.
@Singleton
public final class UnusedBlobs {

  private final ObjectStore store;
  private final Documents documents;
  private final Judge judge;

  public UnusedBlobs(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
    this.judge = new Judge(documents);
  }

  /// What became of a blob.
  ///
  /// @param size its bytes; 0 if it was [Verdict#SPARED]
  public record Outcome(Digest digest, Verdict verdict, long size) {}

  /// Judges links that no manifest of their repository names.
  public List<Verdict> links(RepositoryName repository, List<Digest> digests, Terms terms) {
    return Parallel.all(
        digests.stream()
            .map(digest -> new Place.Link(repository, digest).key())
            .<Callable<Verdict>>map(key -> () -> judge.judge(key, BlobLink.class, terms))
            .toList());
  }

  /// Judges records that no link names, and removes the data of those that go.
  ///
  /// @param name names the list of what is about to go; a new one for each call
  public List<Outcome> records(List<Digest> digests, Terms terms, Supplier<UploadId> name) {
    List<Callable<Optional<Seen>>> reads = new ArrayList<>();
    digests.forEach(digest -> reads.add(() -> read(digest)));
    List<Seen> seen = Parallel.all(reads).stream().flatMap(Optional::stream).toList();
    Map<Boolean, List<Seen>> due =
        seen.stream()
            .collect(
                Collectors.partitioningBy(
                    s -> judge.verdict(s.record(), terms) == Verdict.DELETED));
    List<Callable<Outcome>> marks = new ArrayList<>();
    for (Seen one : due.getOrDefault(false, List.of())) {
      marks.add(
          () ->
              one.outcome(
                  judge.verdict(one.record(), terms) == Verdict.CONDEMNED
                      ? judge.condemn(one.key(), one.record(), terms)
                      : Verdict.WAITING));
    }
    List<Outcome> outcomes = new ArrayList<>(Parallel.all(marks));
    outcomes.addAll(remove(due.getOrDefault(true, List.of()), terms, name));
    return outcomes;
  }

  private record Seen(Digest digest, Document<BlobRecord> record) {

    ObjectKey key() {
      return new Place.BlobRecord(digest).key();
    }

    Outcome outcome(Verdict verdict) {
      return new Outcome(digest, verdict, verdict == Verdict.SPARED ? 0 : record.content().size());
    }
  }

  private Optional<Seen> read(Digest digest) {
    return documents
        .read(new Place.BlobRecord(digest).key(), BlobRecord.class)
        .map(record -> new Seen(digest, record));
  }

  private List<Outcome> remove(List<Seen> due, Terms terms, Supplier<UploadId> name) {
    if (due.isEmpty()) {
      return List.of();
    }
    ObjectKey list = new Place.Doomed(name.get()).key();
    if (!terms.dry()) {
      documents.write(list, doomed(due, terms), Condition.IF_ABSENT);
    }
    List<Callable<Outcome>> removals = new ArrayList<>();
    due.forEach(one -> removals.add(() -> one.outcome(judge.remove(one.key(), one.record, terms))));
    List<Outcome> outcomes = Parallel.all(removals);
    if (!terms.dry()) {
      List<UploadId> ownerless = new ArrayList<>();
      for (int i = 0; i < due.size(); i++) {
        if (outcomes.get(i).verdict() == Verdict.DELETED) {
          ownerless.add(due.get(i).record().content().data());
        }
      }
      drop(ownerless, list);
    }
    return outcomes;
  }

  private static Doomed doomed(List<Seen> due, Terms terms) {
    return new Doomed(
        terms.clock().instant(),
        due.stream()
            .map(
                one ->
                    new Doomed.Entry(
                        one.digest(),
                        one.record().content().data(),
                        one.record().content().condemned().orElseThrow()))
            .toList());
  }

  /// Removes data that is nobody's, then the list that says so.
  private void drop(List<UploadId> data, ObjectKey list) {
    if (!data.isEmpty()
        && !store.deleteAll(data.stream().map(id -> new Place.Data(id).key()).toList()).isEmpty()) {
      throw new StorageException(
          StorageException.Kind.UNAVAILABLE, "not all data could be removed; " + list + " stays");
    }
    store.delete(list, Condition.ALWAYS);
  }

  /// Does what is open in lists that were left behind. Whoever left one may be alive: so a record
  /// that still stands as it was to go gets a new mark, with which it cannot be removed any more.
  public void settle(Terms terms) {
    ListPage page;
    do { // what was settled is gone, so that each listing begins anew
      page = store.list(ListQuery.of(Prefixes.DOOMED));
      for (ListPage.Entry entry : page.objects()) {
        documents
            .read(entry.key(), Doomed.class)
            .ifPresent(left -> settle(entry.key(), left.content(), terms));
      }
    } while (page.hasMore());
  }

  private void settle(ObjectKey list, Doomed left, Terms terms) {
    List<UploadId> ownerless = new ArrayList<>();
    for (Doomed.Entry entry : left.blobs()) {
      Optional<BlobRecord> stands =
          documents.amend(
              new Place.BlobRecord(entry.digest()).key(),
              BlobRecord.class,
              record ->
                  record.condemned().equals(Optional.of(entry.condemned()))
                      ? record.condemned(Optional.of(terms.clock().instant()))
                      : record);
      if (stands.filter(record -> record.data().equals(entry.data())).isEmpty()) {
        ownerless.add(entry.data());
      }
    }
    drop(ownerless, list);
  }
}
