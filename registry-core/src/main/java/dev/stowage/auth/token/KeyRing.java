package dev.stowage.auth.token;

import dev.stowage.auth.AuthConfig;
import dev.stowage.auth.Sealing;
import dev.stowage.auth.SealingKey;
import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The keys of the bucket, opened. Reads them again every minute, and when it meets a token by a
/// key that it does not know; makes the next one in time. Safe for any number of threads and
/// replicas.
@Singleton
public final class KeyRing {

  private static final ObjectKey KEY = new Place.SigningKeys().key();

  /// What a private half is sealed for.
  private static final String PURPOSE = "signing key";

  /// After the lease on the bucket was taken, before any request is served.
  private static final int AFTER_THE_LEASE = 2_700;

  private static final Duration FRESH = Duration.ofMinutes(1);

  /// How often strangers' tokens can make us read.
  private static final Duration SOONEST = Duration.ofSeconds(5);

  private final Documents documents;
  private final SealingKey sealing;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Opened opened;

  /// What signs now: the first segment of its tokens, and the key.
  record Signer(String header, PrivateKey key) {}

  /// What was read, and when.
  private record Opened(SigningKeys keys, Map<String, PublicKey> byHeader, Instant read) {}

  public KeyRing(Documents documents, SealingKey sealing, InstantSource clock) {
    this.documents = documents;
    this.sealing = sealing;
    this.clock = clock;
  }

  /// Makes sure that there is a key to sign with, and that we can use it.
  void start(@Observes @Priority(AFTER_THE_LEASE) StartupEvent event, AuthConfig config) {
    if (!config.enabled()) {
      return;
    }
    try {
      Signer _ = signer();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  /// What signs now.
  Signer signer() {
    Instant now = clock.instant();
    Opened current = current(FRESH);
    if (current.keys().gap(now).isPresent()) {
      current = fillGap(now);
    }
    SigningKey key =
        current.keys().active(now).orElseThrow(() -> new IllegalStateException("no key signs"));
    return new Signer(Jws.header(key.kid()), open(key));
  }

  /// The key whose tokens begin so; empty if there is none that is trusted. So the header of a
  /// token is never interpreted: it is one that we would write, or it is refused.
  Optional<PublicKey> verifier(String header) {
    PublicKey known = current(FRESH).byHeader().get(header);
    return Optional.ofNullable(known == null ? current(SOONEST).byHeader().get(header) : known);
  }

  /// The public halves of all keys that are trusted, or will be.
  List<SigningKey> published() {
    return current(FRESH).keys().trusted(clock.instant());
  }

  private Opened current(Duration age) {
    Opened known = opened;
    if (known != null && isRecent(known, age)) {
      return known;
    }
    reading.lock();
    try {
      known = opened;
      return known != null && isRecent(known, age) ? known : open(read());
    } finally {
      reading.unlock();
    }
  }

  private boolean isRecent(Opened known, Duration age) {
    return clock.instant().isBefore(known.read().plus(age));
  }

  private Opened fillGap(Instant now) {
    Sealing seal = sealing.get();
    Rsa.Pair pair = Rsa.draw();
    SigningKeys stands =
        documents.update(
            KEY,
            SigningKeys.class,
            found -> {
              SigningKeys keys = found.orElse(SigningKeys.NONE);
              return keys.gap(now)
                  .map(
                      from ->
                          keys.with(
                              new SigningKey(
                                  pair.kid(),
                                  from,
                                  from.plus(SigningKeys.LIFE),
                                  pair.publicKey(),
                                  seal.id(),
                                  seal.seal(PURPOSE, pair.privateKey())),
                              now))
                  .orElse(keys);
            });
    return open(stands);
  }

  private SigningKeys read() {
    return documents.read(KEY, SigningKeys.class).map(Document::content).orElse(SigningKeys.NONE);
  }

  private Opened open(SigningKeys keys) {
    if (keys.v() != SigningKeys.VERSION) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, KEY + " is of a form that this version does not know");
    }
    Instant now = clock.instant();
    Map<String, PublicKey> byHeader = new HashMap<>();
    keys.trusted(now)
        .forEach(key -> byHeader.put(Jws.header(key.kid()), Rsa.publicKey(key.publicKey())));
    Opened result = new Opened(keys, Map.copyOf(byHeader), now);
    opened = result;
    return result;
  }

  private PrivateKey open(SigningKey key) {
    Sealing seal = sealing.get();
    if (!seal.id().equals(key.sealedBy())) {
      throw new IllegalArgumentException(
          "stowage.auth.key is not the one by which the registry's signing key is encrypted");
    }
    return Rsa.privateKey(seal.open(PURPOSE, key.privateKey()));
  }
}
