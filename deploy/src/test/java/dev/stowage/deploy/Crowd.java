package dev.stowage.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Some pushers that work at once and race for one tag.
///
/// @param pushers each with repositories of its own
/// @param race what they do together
record Crowd(List<Pusher> pushers, TagRace race) {

  /// So many pushers, in a registry that runs.
  static Crowd of(int size, SplittableRandom random, int port) throws IOException {
    var race = new TagRace();
    var pushers = new ArrayList<Pusher>();
    for (int i = 0; i < size; i++) {
      pushers.add(new Pusher(i, random.nextLong(), race));
    }
    try (var client = new Client(port)) {
      race.prepare(client);
    }
    return new Crowd(pushers, race);
  }

  /// What one pusher does.
  interface Work {
    void on(Pusher pusher) throws IOException;
  }

  /// Lets all work at once, does something meanwhile, and waits for them.
  void all(Work work, Runnable meanwhile) {
    Together.all(
        pushers.stream().<Together.Piece>map(pusher -> () -> work.on(pusher)).toList(), meanwhile);
  }

  /// Compares what the registry has with what was acknowledged, while nobody works.
  void verify(int port) throws IOException {
    all(
        pusher -> {
          try (var client = new Client(port)) {
            pusher.verify(client);
          }
        },
        () -> {});
    try (var client = new Client(port)) {
      race.verify(client);
    }
  }
}
