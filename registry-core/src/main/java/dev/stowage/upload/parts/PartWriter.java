package dev.stowage.upload.parts;

import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes one upload's bytes during one request: fills a part, and while it is stored and hashed
/// fills the next. What counts as received is what the store holds; so whatever fails, [#pause] and
/// [#safe] tell a true state. Not safe for several threads; close it to give its memory back.
///
/// A rest too short to be followed by more has to be parked, which costs a write and a read more.
/// So while an upload's first request lasts, which for most clients brings all of it, a full part
/// waits until the next one could stand alone, and else takes it up. Only the first: an upload in
/// many requests would run out of parts if each of them ended with a short one. A full one is sent
/// at the end of any request, but not the first part of all, which may be the whole blob.
public final class PartWriter implements AutoCloseable {

  private static final int FIRST_READ = 8 << 10;

  private final ObjectStore store;
  private final PartMemory memory;
  private final SpillFolder spill;
  private final UploadId id;
  private final ObjectKey target;
  private final boolean anySize;
  private final boolean holding;
  private final long smallest;
  private final long largest;
  private final SentParts sent;
  private @Nullable PartBuffer held;
  private PartBuffer buffer;
  private long parkedAt;
  private int parked;
  private @Nullable Hasher whole;

  /// Goes on from `progress`.
  public PartWriter(
      ObjectStore store,
      PartMemory memory,
      SpillFolder spill,
      UploadId id,
      UploadProgress progress) {
    this.store = store;
    this.memory = memory;
    this.spill = spill;
    this.id = id;
    this.target = new Place.Data(id).key();
    this.anySize = PartSizes.takesAnySize(store.capabilities());
    this.holding = !anySize && progress.offset() == 0;
    this.smallest = store.capabilities().minPart();
    this.largest = store.capabilities().maxPart();
    this.sent = new SentParts(store, target, progress);
    this.buffer = nextBuffer();
    this.parkedAt = progress.hash().count();
    this.parked = progress.parked();
    if (parked > 0) {
      unpark();
    }
  }

  /// How many bytes have been taken.
  public long offset() {
    return sent.end() + (held == null ? 0 : held.size()) + buffer.size();
  }

  /// Hashes by `algorithm` from now on if no byte has been hashed yet; false if it is too late.
  public boolean hashBy(Algorithm algorithm) {
    return sent.hashBy(algorithm);
  }

  /// Takes the whole body, of `length` bytes if that is known. An [IOException] is the body's: what
  /// came before it was taken. A [StorageException] is the store's.
  public void copyFrom(InputStream body, OptionalLong length) throws IOException {
    long rest = length.orElse(Long.MAX_VALUE);
    if (anySize && rest > PartMemory.PIECE && body instanceof LendingBody lending) {
      storeWhereItLies(lending, rest);
      return;
    }
    byte[] first = new byte[(int) Math.min(FIRST_READ, Math.max(1, rest))];
    while (rest > 0) {
      // Waits with no more memory than this, where the store takes parts of any size.
      int n = body.read(first, 0, (int) Math.min(first.length, rest));
      if (n < 0) {
        return;
      }
      take(first, n);
      rest -= n;
      while (rest > 0 && body.available() > 0) {
        makeRoom();
        n = buffer.readFrom(body, rest);
        if (n < 0) {
          return;
        }
        rest -= n;
      }
      if (rest > 0 && anySize) {
        send(false);
      }
    }
  }

  /// Where a part may be as long as it happens to be, and nothing is gained by collecting.
  private void storeWhereItLies(LendingBody body, long length) throws IOException {
    for (long rest = length; rest > 0; ) {
      List<ByteBuffer> lent = body.lend();
      if (lent.isEmpty()) {
        return;
      }
      LentPart part = LentPart.of(lent);
      sent.send(part, false);
      rest -= part.size();
    }
  }

  /// Makes safe what was taken, as far as the store lets it, and tells how far that is.
  public UploadProgress pause() {
    if (sent.isBroken()) {
      return safe();
    }
    if (anySize) {
      send(false);
      sent.await();
    } else {
      sent.await();
      settleHeld();
      boolean full = buffer.room() == 0;
      if ((full || holding) && buffer.size() >= smallest && isMoreThanAPart()) {
        send(false);
      }
      sent.await();
      if (buffer.size() > 0) {
        store.write(new Place.Parked(id).key(), buffer.content(), Condition.ALWAYS);
        parkedAt = sent.end();
        parked = buffer.size();
      }
    }
    return safe();
  }

  /// How far it has come without anything more being stored.
  public UploadProgress safe() {
    return sent.progress(parkedAt, parked);
  }

  /// The digest of all that was taken; nothing more can be taken after it. What is not sent at once
  /// with [#complete] has been stored by now.
  public Digest digest() {
    settleHeld();
    if (!sent.isEmpty()) {
      send(true);
    }
    sent.await();
    Hasher all = sent.hashed();
    buffer.hashInto(all);
    whole = all;
    return all.digest();
  }

  /// Makes all that was taken, and by [#digest] hashed, the object at the target, durable when it
  /// returns. False if an object stands there already: an earlier attempt has been told that it
  /// failed, and had not; whether it wrote the same bytes is for the caller to find out. CORRUPT if
  /// the store says that it holds something else than was hashed.
  public boolean complete() {
    int crc32c = Objects.requireNonNull(whole, "not hashed").crc32c();
    return switch (sent.isEmpty() ? writeWhole() : sent.complete()) {
      case WriteResult.Written written -> {
        if (written.crc32c().isPresent() && written.crc32c().getAsInt() != crc32c) {
          store.delete(target, Condition.ALWAYS);
          throw new StorageException(
              StorageException.Kind.CORRUPT, "the store holds other bytes than were received");
        }
        yield true;
      }
      case WriteResult.Refused() -> false;
    };
  }

  @Override
  public void close() {
    sent.close();
    if (held != null) {
      held.close();
    }
    buffer.close();
  }

  private void take(byte[] bytes, int length) {
    int done = 0;
    while (done < length) {
      makeRoom();
      done += buffer.append(bytes, done, length - done);
    }
  }

  /// Only when more is to come: what fits in one part is written as itself.
  private void makeRoom() {
    if (held != null && buffer.size() >= smallest) {
      sendHeld(held);
    }
    if (buffer.room() == 0) {
      if (holding) {
        held = buffer;
        buffer = nextBuffer();
      } else {
        send(false);
      }
    }
  }

  private boolean isMoreThanAPart() {
    return !sent.isEmpty() || buffer.size() > sent.nextSize();
  }

  private void sendHeld(PartBuffer full) {
    held = null;
    sent.send(full, false);
  }

  /// Nothing more comes in this request: what was held back goes, alone or with the short rest
  /// behind it.
  private void settleHeld() {
    PartBuffer full = held;
    if (full == null) {
      return;
    }
    int together = full.size() + buffer.size();
    if (buffer.size() >= smallest || together > largest) {
      sendHeld(full);
      return;
    }
    PartBuffer joined = new PartBuffer(memory, spill, together);
    try {
      full.copyTo(joined);
      buffer.copyTo(joined);
    } catch (RuntimeException e) {
      joined.close();
      throw e;
    }
    held = null;
    full.close();
    buffer.close();
    buffer = joined;
  }

  private void send(boolean last) {
    if (buffer.size() == 0) {
      return;
    }
    PartBuffer full = buffer;
    buffer = new PartBuffer(memory, spill, 0);
    sent.send(full, last);
    buffer = nextBuffer();
  }

  private WriteResult writeWhole() {
    return store.write(target, buffer.content(), Condition.IF_ABSENT);
  }

  private PartBuffer nextBuffer() {
    return new PartBuffer(memory, spill, sent.nextSize());
  }

  private void unpark() {
    ObjectKey key = new Place.Parked(id).key();
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "the parked rest of an upload is gone");
    }
    try (ObjectBody body = opened.get();
        InputStream in = body.stream()) {
      long rest = parked;
      while (rest > 0) {
        int n = buffer.readFrom(in, rest);
        if (n < 0) {
          throw new StorageException(
              StorageException.Kind.CORRUPT, "the parked rest of an upload is cut");
        }
        rest -= n;
      }
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "reading " + key, e);
    }
  }
}
