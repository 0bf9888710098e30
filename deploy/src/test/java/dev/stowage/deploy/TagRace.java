package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// One tag that many writers move by compare-and-swap. Since every manifest is new, the moves that
/// took place form one chain; it must end at what the tag says, and hold every move that was
/// acknowledged.
///
/// [#move] is safe to call from several threads; the others are for when nobody moves.
final class TagRace {

  private static final String REPOSITORY = "crash/race";
  private static final String TAG = "contended";
  private static final Content CONFIG = new Content(7, 1024);

  private record Move(String from, String to, boolean acknowledged) {}

  private final AtomicLong serial = new AtomicLong();
  private final Queue<Move> moves = new ConcurrentLinkedQueue<>();
  private String start = Ledger.ABSENT;

  /// Pushes what all manifests of the race name.
  void prepare(Client client) throws IOException {
    client.push(REPOSITORY, CONFIG, CONFIG.digest(), Client.Manner.PUT);
  }

  /// Tries to move the tag from where it is.
  void move(Client client) throws IOException {
    byte[] manifest = manifest();
    String to = Content.digest(manifest);
    String from = current(client);
    boolean absent = from.equals(Ledger.ABSENT);
    boolean swapped;
    try {
      swapped =
          client.swapTag(
              REPOSITORY,
              TAG,
              manifest,
              absent ? "If-None-Match" : "If-Match",
              absent ? "*" : '"' + from + '"');
    } catch (IOException | Client.Unavailable e) {
      moves.add(new Move(from, to, false));
      throw e;
    }
    if (swapped) {
      moves.add(new Move(from, to, true));
    }
  }

  /// Checks the chain up to now, and begins a new one where it ends.
  void verify(Client client) throws IOException {
    Map<String, Move> byTarget = new HashMap<>();
    Set<String> lost = new HashSet<>();
    for (Move move : moves) {
      byTarget.put(move.to(), move);
      if (move.acknowledged()) {
        lost.add(move.to());
      }
    }
    String end = current(client);
    for (String at = end; !at.equals(start); ) {
      Move move = byTarget.remove(at);
      assertThat(move).as("the move that brought the tag to " + at).isNotNull();
      lost.remove(at);
      at = move.from();
    }
    assertThat(lost)
        .as("moves of the tag that were acknowledged and are not in the chain")
        .isEmpty();
    moves.clear();
    start = end;
  }

  private static String current(Client client) throws IOException {
    var answer = client.manifest(REPOSITORY, TAG);
    return answer.status() == 404
        ? Ledger.ABSENT
        : answer.header("Docker-Content-Digest").orElseThrow();
  }

  private byte[] manifest() {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
    "digest":"%s","size":%d},"layers":[],"annotations":{"serial":"%d"}}"""
        .formatted(Client.MANIFEST, CONFIG.digest(), CONFIG.length(), serial.incrementAndGet())
        .getBytes(StandardCharsets.UTF_8);
  }
}
