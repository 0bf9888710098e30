package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.HashState;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// The parts of one upload that have been handed over, one of them perhaps still under way.
/// Whenever it is asked, the hash stands exactly behind what the store holds. Used by one thread.
final class SentParts implements AutoCloseable {

  private static final int WORTH_A_THREAD = 256 << 10;

  private final ObjectStore store;
  private final ObjectKey target;
  private final PartSizes sizes;
  private final List<Part> parts;

  /// Whether storing takes about as long as hashing, rather than much longer.
  private final boolean fast;

  private Hasher hasher;
  private @Nullable StagedUpload staged;
  private @Nullable FutureTask<Part> underWay;
  private long end;
  private boolean broken;

  SentParts(ObjectStore store, ObjectKey target, UploadProgress progress) {
    this.store = store;
    this.target = target;
    this.sizes = PartSizes.of(store.capabilities());
    this.fast = PartSizes.takesAnySize(store.capabilities());
    this.parts = new ArrayList<>(progress.parts());
    this.hasher = Hasher.resume(progress.hash());
    this.staged = progress.staged().orElse(null);
    this.end = hasher.count();
  }

  /// Where the last part handed over ends.
  long end() {
    return end;
  }

  /// Whether nothing was handed over yet.
  boolean isEmpty() {
    return staged == null;
  }

  /// How long the next part should be.
  int nextSize() {
    return sizes.of(nextNumber());
  }

  /// Whether a part was lost: what was taken behind it has no place any more.
  boolean isBroken() {
    return broken;
  }

  boolean hashBy(Algorithm algorithm) {
    if (end == 0) {
      hasher = Hasher.begin(algorithm);
    }
    return hasher.state().algorithm() == algorithm;
  }

  /// Hands a part over, once the one before has arrived; closes the bytes when this one has. What
  /// this throws is what became of the one before, and this one is lost with it.
  void send(PartBytes bytes, boolean last) {
    try {
      await();
      StagedUpload upload = staged;
      if (upload == null) {
        upload = store.uploads().begin(target);
        staged = upload;
      }
      StagedUpload to = upload;
      int number = nextNumber();
      long offset = end;
      Callable<Part> storing =
          () -> store.uploads().putPart(to, number, offset, bytes.content(), last);
      end += bytes.size();
      if (fast) {
        storeWhileHashing(new FutureTask<>(storing), bytes);
      } else {
        underWay = new FutureTask<>(() -> storeThenHash(storing, bytes));
        Thread.ofVirtual().name("part").start(underWay);
      }
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private Part storeThenHash(Callable<Part> storing, PartBytes bytes) throws Exception {
    try (bytes) {
      Part part = storing.call();
      bytes.hashInto(hasher);
      return part;
    }
  }

  /// Where the store is about as fast as hashing: both at once, if there is enough to do for
  /// another thread to be worth it. The hash goes back if the part is lost.
  private void storeWhileHashing(FutureTask<Part> storing, PartBytes bytes) {
    try (bytes) {
      underWay = storing;
      if (bytes.size() < WORTH_A_THREAD) {
        storing.run();
        await();
        bytes.hashInto(hasher);
        return;
      }
      HashState before = hasher.state();
      Thread.ofVirtual().name("part").start(storing);
      try {
        bytes.hashInto(hasher);
        await();
      } catch (RuntimeException e) {
        close();
        hasher = Hasher.resume(before);
        throw e;
      }
    }
  }

  /// Waits for the part under way, if any; throws what became of it.
  void await() {
    FutureTask<Part> task = underWay;
    if (task == null) {
      return;
    }
    underWay = null;
    try {
      add(outcome(task));
    } catch (ExecutionException e) {
      throw lost(
          e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException(e.getCause()));
    }
  }

  /// Waits even when interrupted: the bytes may be used again only when nobody stores them any
  /// more.
  private static Part outcome(FutureTask<Part> task) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// What is safe: the parts that have arrived, and `parked` bytes if no part has arrived since
  /// they were parked behind `parkedAt`.
  UploadProgress progress(long parkedAt, int parked) {
    return new UploadProgress(
        Optional.ofNullable(staged),
        parts,
        hasher.state(),
        hasher.count() == parkedAt ? parked : 0);
  }

  /// The digest and checksum so far, to go on with elsewhere. Nothing may be under way.
  Hasher hashed() {
    return Hasher.resume(hasher.state());
  }

  WriteResult complete() {
    await();
    if (staged == null) {
      throw new IllegalStateException("nothing was handed over");
    }
    try {
      WriteResult result = store.uploads().complete(staged, parts);
      if (!result.written()) {
        store.uploads().abort(staged);
      }
      return result;
    } catch (StorageException e) {
      // The store forgets an upload with its completion, also with one whose answer was lost.
      if (e.kind() == StorageException.Kind.MISUSE && store.head(target).isPresent()) {
        return WriteResult.refused();
      }
      throw e;
    }
  }

  /// Waits until no thread uses a buffer any more.
  @Override
  public void close() {
    if (underWay != null) {
      try {
        await();
      } catch (RuntimeException knownToBeLost) {
        // Whoever closes without having waited has failed already, and with a better reason.
      }
    }
  }

  private RuntimeException lost(RuntimeException reason) {
    broken = true;
    return reason;
  }

  private int nextNumber() {
    int sentBefore = parts.isEmpty() ? 0 : parts.getLast().number();
    return sentBefore + (underWay == null ? 1 : 2);
  }

  /// Neighbours of one run are told as one, so that the list stays short however large the blob.
  private void add(Part part) {
    Optional<Part> run = parts.isEmpty() ? Optional.empty() : parts.getLast().joined(part);
    if (run.isPresent()) {
      parts.removeLast();
    }
    parts.add(run.orElse(part));
  }
}
