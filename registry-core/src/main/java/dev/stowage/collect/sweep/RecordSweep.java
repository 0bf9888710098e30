package dev.stowage.collect.sweep;

import dev.stowage.blob.UnusedBlobs;
import dev.stowage.grace.Terms;
import dev.stowage.grace.Verdict;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Sweeps the blob records whose digests begin with one hexadecimal digit, when all repositories
/// have been swept. Not safe for several threads.
public final class RecordSweep {

  /// How many sweeps there are: one for each hexadecimal digit.
  public static final int SWEEPS = 16;

  /// How many unused records are judged at a time.
  private static final int BATCH = 500;

  private final ObjectStore store;
  private final UnusedBlobs blobs;
  private final Terms terms;
  private final Stride stride;
  private final DigestRuns runs;

  public RecordSweep(
      ObjectStore store, UnusedBlobs blobs, Terms terms, Stride stride, DigestRuns runs) {
    this.store = store;
    this.blobs = blobs;
    this.terms = terms;
    this.stride = stride;
    this.runs = runs;
  }

  /// The group of runs in which the repositories' links of a digest are noted.
  static String group(Digest digest) {
    return group(digest.algorithm(), digest.hex().substring(0, 1));
  }

  private static String group(Algorithm algorithm, String digit) {
    return algorithm.label() + "-" + digit;
  }

  /// Sweeps the records whose digests begin with that digit.
  ///
  /// @param number from 0 to [#SWEEPS] - 1
  public Tally sweep(int number) {
    String digit = Integer.toHexString(number);
    Tally tally = Tally.NONE;
    for (Algorithm algorithm : Algorithm.values()) {
      List<Iterator<byte[]>> noted =
          runs.read(group(algorithm, digit), DigestSorter.width(algorithm));
      stride.confirm();
      DigestCursor linked = new DigestCursor(noted);
      var objects = new Objects(store, Prefixes.records(algorithm, digit), stride);
      List<Digest> unused = new ArrayList<>();
      for (List<Digest> some = objects.next(); !some.isEmpty(); some = objects.next()) {
        tally = tally.plus(Tally.blobs(Tally.Count.seen(some.size()), 0, 0));
        for (Digest digest : some) {
          if (!linked.contains(DigestSorter.raw(digest))) {
            unused.add(digest);
          }
          if (unused.size() == BATCH) {
            tally = tally.plus(judge(unused));
          }
        }
      }
      tally = tally.plus(judge(unused));
    }
    return tally;
  }

  private Tally judge(List<Digest> unused) {
    if (unused.isEmpty()) {
      return Tally.NONE;
    }
    stride.step(2 * unused.size());
    List<UnusedBlobs.Outcome> outcomes = blobs.records(unused, terms, UploadId::random);
    unused.clear();
    long waiting = 0;
    long freed = 0;
    for (UnusedBlobs.Outcome outcome : outcomes) {
      switch (outcome.verdict()) {
        case CONDEMNED, WAITING -> waiting += outcome.size();
        case DELETED -> freed += outcome.size();
        case SPARED -> {}
      }
    }
    List<Verdict> verdicts = outcomes.stream().map(UnusedBlobs.Outcome::verdict).toList();
    return Tally.blobs(Tally.Count.of(verdicts), waiting, freed);
  }
}
