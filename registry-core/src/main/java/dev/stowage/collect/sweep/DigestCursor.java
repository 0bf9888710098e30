package dev.stowage.collect.sweep;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/// Goes once through the digests of several sorted sequences, in order. Not safe for several
/// threads.
final class DigestCursor {

  private final PriorityQueue<Sequence> heads =
      new PriorityQueue<>(Comparator.comparing(sequence -> sequence.head, Arrays::compareUnsigned));

  private static final class Sequence {
    private final Iterator<byte[]> rest;
    private byte[] head;

    Sequence(Iterator<byte[]> rest) {
      this.rest = rest;
      this.head = rest.next();
    }
  }

  DigestCursor(List<Iterator<byte[]>> sequences) {
    for (Iterator<byte[]> sequence : sequences) {
      if (sequence.hasNext()) {
        heads.add(new Sequence(sequence));
      }
    }
  }

  /// Whether the digest is among them. To be asked in ascending order only.
  boolean contains(byte[] digest) {
    while (!heads.isEmpty()) {
      Sequence least = heads.element();
      int order = Arrays.compareUnsigned(least.head, digest);
      if (order >= 0) {
        return order == 0;
      }
      heads.remove();
      if (least.rest.hasNext()) {
        least.head = least.rest.next();
        heads.add(least);
      }
    }
    return false;
  }
}
