package dev.stowage.manifest.kept;

import dev.stowage.grace.Terms;
import dev.stowage.grace.Verdict;
import dev.stowage.layout.Place;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.Version;
import java.time.Instant;
import java.util.Optional;

/// The bytes of manifests. Safe for any number of threads and replicas. An object of no bytes is
/// the tombstone of a manifest ([dev.stowage.document.Documents]), and as good as none.
public final class KeptManifests {

  /// How often one is pardoned that is condemned again and again.
  private static final int MAX_ATTEMPTS = 10;

  private static final Content TOMBSTONE = Content.of(new byte[0]);

  private final ObjectStore store;

  public KeptManifests(ObjectStore store) {
    this.store = store;
  }

  /// The manifest's bytes, or empty if there is none. One read. That it is there is a promise for
  /// the grace period: one that is condemned is pardoned, for a write more.
  public Optional<byte[]> find(RepositoryName repository, Digest digest) {
    ObjectKey key = key(repository, digest);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Kept> kept = read(key);
      if (kept.isEmpty() || kept.get().isTombstone()) {
        return Optional.empty();
      }
      if (kept.get().isPardoned() || replace(key, kept.get(), kept.get().bytes())) {
        return kept.map(Kept::bytes);
      }
    }
    throw contended(key);
  }

  /// The same for who only looks, and relies on nothing.
  public Optional<byte[]> peek(RepositoryName repository, Digest digest) {
    return read(key(repository, digest)).filter(kept -> !kept.isTombstone()).map(Kept::bytes);
  }

  /// Whether there is such a manifest. Promises nothing.
  public boolean contains(RepositoryName repository, Digest digest) {
    return store.head(key(repository, digest)).filter(info -> info.size() > 0).isPresent();
  }

  /// Makes the manifest stand, so that no collection removes it for the grace period. One write; a
  /// read more if it stood already.
  public void ensure(RepositoryName repository, Digest digest, byte[] bytes) {
    ObjectKey key = key(repository, digest);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (write(key, Content.of(bytes), Condition.IF_ABSENT)
          || confirm(repository, digest, bytes)) {
        return;
      }
    }
    throw contended(key);
  }

  /// Whether the manifest stands and no collection removes it for the grace period: pardons it, or
  /// writes over its tombstone. One read.
  public boolean confirm(RepositoryName repository, Digest digest, byte[] bytes) {
    ObjectKey key = key(repository, digest);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<Kept> kept = read(key);
      if (kept.isEmpty()) {
        return false;
      }
      if (kept.get().isPardoned() || replace(key, kept.get(), bytes)) {
        return true;
      }
    }
    throw contended(key);
  }

  /// Removes the manifest, whoever uses it.
  public void delete(RepositoryName repository, Digest digest) {
    store.delete(key(repository, digest), Condition.ALWAYS);
  }

  /// Does with an unused manifest what the terms say.
  public Verdict judge(RepositoryName repository, Digest digest, Terms terms) {
    ObjectKey key = key(repository, digest);
    Optional<Kept> seen = read(key).filter(kept -> !kept.isTombstone());
    if (seen.isEmpty()) {
      return Verdict.SPARED;
    }
    Verdict verdict = terms.verdict(seen.get().content().condemned(), seen.get().modified());
    if (terms.dry()) {
      return verdict;
    }
    boolean done =
        switch (verdict) {
          case CONDEMNED -> {
            var marked = new KeptBytes(seen.get().bytes(), Optional.of(terms.clock().instant()));
            yield replace(key, seen.get(), marked.object());
          }
          case DELETED -> remove(key, seen.get());
          case WAITING, SPARED -> true;
        };
    return done ? verdict : Verdict.SPARED;
  }

  private record Kept(KeptBytes content, Version version, Instant modified) {
    byte[] bytes() {
      return content.bytes();
    }

    boolean isTombstone() {
      return content.bytes().length == 0;
    }

    boolean isPardoned() {
      return !isTombstone() && content.condemned().isEmpty();
    }
  }

  private Optional<Kept> read(ObjectKey key) {
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (ObjectBody body = opened.get()) {
      ObjectInfo info = body.info();
      return Optional.of(new Kept(KeptBytes.of(body.readAll()), info.version(), info.modified()));
    }
  }

  /// False if it is not as it was seen any more, or that is in doubt.
  private boolean replace(ObjectKey key, Kept seen, byte[] object) {
    return write(key, Content.of(object), new Condition.IfVersion(seen.version()));
  }

  private boolean write(ObjectKey key, Content object, Condition condition) {
    try {
      return store.write(key, object, condition).written();
    } catch (StorageException e) {
      if (e.kind() != StorageException.Kind.TIMEOUT) {
        throw e;
      }
      return false;
    }
  }

  private boolean remove(ObjectKey key, Kept seen) {
    Condition unchanged = new Condition.IfVersion(seen.version());
    return store.capabilities().conditionalDelete()
        ? store.delete(key, unchanged)
        : store.write(key, TOMBSTONE, unchanged).written();
  }

  private static StorageException contended(ObjectKey key) {
    return new StorageException(
        StorageException.Kind.THROTTLED, key + " is condemned again and again");
  }

  private static ObjectKey key(RepositoryName repository, Digest digest) {
    return new Place.ManifestBytes(repository, digest).key();
  }
}
