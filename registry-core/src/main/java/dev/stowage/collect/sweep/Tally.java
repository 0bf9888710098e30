package dev.stowage.collect.sweep;

import dev.stowage.grace.Verdict;
import java.util.Collection;

/// What was seen, and what became of it.
///
/// @param undecided repositories that hold a manifest that cannot be read, or too many to decide
///   which are in use; nothing of them is condemned
/// @param manifests all that were read; those judged are untagged
/// @param links blobs as repositories have them
/// @param blobs blobs as the registry has them; only those that are linked nowhere are judged
/// @param waitingBytes of the blobs that are condemned
/// @param freedBytes of the blobs that are deleted
public record Tally(
    long repositories,
    long undecided,
    Count manifests,
    Count links,
    Count blobs,
    long waitingBytes,
    long freedBytes) {

  /// Nothing.
  public static final Tally NONE = new Tally(0, 0, Count.NONE, Count.NONE, Count.NONE, 0, 0);

  /// How many of one kind.
  ///
  /// @param seen how many there were
  /// @param condemned how many got their mark
  /// @param waiting how many have it already
  /// @param deleted how many are gone
  /// @param spared how many somebody took up at that moment
  public record Count(long seen, long condemned, long waiting, long deleted, long spared) {

    static final Count NONE = new Count(0, 0, 0, 0, 0);

    static Count seen(long number) {
      return new Count(number, 0, 0, 0, 0);
    }

    static Count of(Collection<Verdict> verdicts) {
      return new Count(
          0,
          number(verdicts, Verdict.CONDEMNED),
          number(verdicts, Verdict.WAITING),
          number(verdicts, Verdict.DELETED),
          number(verdicts, Verdict.SPARED));
    }

    private static long number(Collection<Verdict> verdicts, Verdict which) {
      return verdicts.stream().filter(which::equals).count();
    }

    Count plus(Count other) {
      return new Count(
          seen + other.seen,
          condemned + other.condemned,
          waiting + other.waiting,
          deleted + other.deleted,
          spared + other.spared);
    }
  }

  /// Both together.
  public Tally plus(Tally other) {
    return new Tally(
        repositories + other.repositories,
        undecided + other.undecided,
        manifests.plus(other.manifests),
        links.plus(other.links),
        blobs.plus(other.blobs),
        waitingBytes + other.waitingBytes,
        freedBytes + other.freedBytes);
  }

  static Tally repository(boolean decided) {
    return new Tally(1, decided ? 0 : 1, Count.NONE, Count.NONE, Count.NONE, 0, 0);
  }

  static Tally manifests(Count count) {
    return new Tally(0, 0, count, Count.NONE, Count.NONE, 0, 0);
  }

  static Tally links(Count count) {
    return new Tally(0, 0, Count.NONE, count, Count.NONE, 0, 0);
  }

  static Tally blobs(Count count, long waitingBytes, long freedBytes) {
    return new Tally(0, 0, Count.NONE, Count.NONE, count, waitingBytes, freedBytes);
  }
}
