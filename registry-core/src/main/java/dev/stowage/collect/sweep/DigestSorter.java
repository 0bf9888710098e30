package dev.stowage.collect.sweep;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Takes digests in any order and gives them back sorted and, mostly, once each. Holds a bounded
/// number in memory; what is more goes into runs. Not safe for several threads.
final class DigestSorter {

  /// How many digests are in memory at most; about 80 bytes each.
  static final int CAPACITY = 100_000;

  private final DigestRuns runs;
  private final Function<Digest, String> group;
  private final Map<Algorithm, List<byte[]>> held = new EnumMap<>(Algorithm.class);
  private final Set<String> flushed = new TreeSet<>();
  private int size;

  /// @param group in which group's runs a digest is kept; all digests of one group are of one
  ///   algorithm
  DigestSorter(DigestRuns runs, Function<Digest, String> group) {
    this.runs = runs;
    this.group = group;
  }

  void add(Digest digest) {
    held.computeIfAbsent(digest.algorithm(), any -> new ArrayList<>()).add(raw(digest));
    if (++size >= CAPACITY) {
      size = 0;
      held.replaceAll((algorithm, digests) -> distinct(digests));
      held.values().forEach(digests -> size += digests.size());
      if (size > CAPACITY / 2) {
        flush();
      }
    }
  }

  /// Lays down all that is in memory.
  void flush() {
    for (var digests : held.entrySet()) {
      Map<String, List<byte[]>> groups = new TreeMap<>();
      for (byte[] raw : distinct(digests.getValue())) {
        groups
            .computeIfAbsent(
                group.apply(Digest.of(digests.getKey(), raw)), any -> new ArrayList<>())
            .add(raw);
      }
      groups.forEach(runs::write);
      flushed.addAll(groups.keySet());
    }
    held.clear();
    size = 0;
  }

  /// All that were added, in order.
  ///
  /// @param group the one in which the digests of that algorithm are
  DigestCursor sorted(Algorithm algorithm, String group) {
    List<Iterator<byte[]>> sequences =
        flushed.contains(group) ? runs.read(group, width(algorithm)) : new ArrayList<>();
    sequences.add(distinct(held.getOrDefault(algorithm, List.of())).iterator());
    return new DigestCursor(sequences);
  }

  /// Removes what was laid down.
  void drop() {
    flushed.forEach(runs::drop);
    flushed.clear();
  }

  /// The bytes of a digest.
  static byte[] raw(Digest digest) {
    return HexFormat.of().parseHex(digest.hex());
  }

  /// How many those are.
  static int width(Algorithm algorithm) {
    return algorithm.hexLength() / 2;
  }

  private static List<byte[]> distinct(List<byte[]> digests) {
    List<byte[]> sorted = new ArrayList<>(digests);
    sorted.sort(Arrays::compareUnsigned);
    List<byte[]> distinct = new ArrayList<>();
    for (byte[] digest : sorted) {
      if (distinct.isEmpty() || !Arrays.equals(distinct.getLast(), digest)) {
        distinct.add(digest);
      }
    }
    return distinct;
  }
}
