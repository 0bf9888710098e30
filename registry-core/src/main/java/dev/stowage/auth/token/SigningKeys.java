package dev.stowage.auth.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All keys that sign, will sign, or have signed what may still count: `sys/keys.json`. Which is
/// which, the clock says.
record SigningKeys(int v, List<SigningKey> keys) {

  static final int VERSION = 1;

  /// How long a key signs.
  static final Duration LIFE = Duration.ofDays(30);

  /// How long before it signs a key is published, so that whoever keeps the published keys for a
  /// while knows it in time.
  static final Duration AHEAD = Duration.ofDays(1);

  /// How long what a key signed is believed, after it has signed its last: longer than any token
  /// lives.
  static final Duration AFTER = Duration.ofHours(25);

  static final SigningKeys NONE = new SigningKeys(VERSION, List.of());

  SigningKeys {
    keys = List.copyOf(keys);
  }

  /// The key that signs now; of several, the one that does so longest.
  Optional<SigningKey> active(Instant now) {
    return keys.stream()
        .filter(key -> key.isActive(now))
        .max((a, b) -> a.activeUntil().compareTo(b.activeUntil()));
  }

  /// Those whose signatures count now, or will.
  List<SigningKey> trusted(Instant now) {
    return keys.stream().filter(key -> now.isBefore(key.activeUntil().plus(AFTER))).toList();
  }

  /// From when on a new key is needed, unless it stands already; empty if it does.
  Optional<Instant> gap(Instant now) {
    Instant until =
        Stream.concat(
                active(now).map(SigningKey::activeUntil).stream(),
                keys.stream()
                    .filter(key -> now.isBefore(key.activeFrom()))
                    .map(SigningKey::activeUntil))
            .max(Instant::compareTo)
            .orElse(now);
    if (active(now).isEmpty()) {
      return Optional.of(now);
    }
    return until.isBefore(now.plus(AHEAD)) ? Optional.of(until) : Optional.empty();
  }

  /// The same with this key, without those that nobody needs.
  SigningKeys with(SigningKey key, Instant now) {
    return new SigningKeys(VERSION, Stream.concat(trusted(now).stream(), Stream.of(key)).toList());
  }
}
