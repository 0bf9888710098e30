package dev.stowage.upload.parts;

import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes one upload's bytes during one request: fills a part, stores it, hashes it, and so on. The
/// hash always stands exactly behind what the store holds, so that whatever fails, [#pause] tells a
/// true state. Not safe for several threads; close it to give its memory back.
public final class PartWriter implements AutoCloseable {

  private static final int FIRST_READ = 8 << 10;

  private final ObjectStore store;
  private final PartMemory memory;
  private final UploadId id;
  private final ObjectKey target;
  private final int partSize;
  private final boolean anySize;

  private Hasher hasher;
  private @Nullable StagedUpload staged;
  private final List<Part> parts;
  private PartMemory.@Nullable Lease buffer;
  private int filled;
  private int parked;

  /// Goes on from `progress`.
  public PartWriter(ObjectStore store, PartMemory memory, UploadId id, UploadProgress progress) {
    this.store = store;
    this.memory = memory;
    this.id = id;
    this.target = new Place.Data(id).key();
    long smallest = store.capabilities().minPart();
    this.anySize = smallest <= 1;
    this.partSize = (int) Math.max(smallest, PartMemory.PIECE);
    this.hasher = Hasher.resume(progress.hash());
    this.staged = progress.staged().orElse(null);
    this.parts = new ArrayList<>(progress.parts());
    this.parked = progress.parked();
    if (parked > 0) {
      unpark();
    }
  }

  /// How many bytes have been taken.
  public long offset() {
    return hasher.count() + filled;
  }

  /// Hashes by `algorithm` from now on if no byte has been hashed yet; false if it is too late.
  public boolean hashBy(Algorithm algorithm) {
    if (hasher.count() == 0) {
      hasher = Hasher.begin(algorithm);
    }
    return hasher.state().algorithm() == algorithm;
  }

  /// Takes the whole body. An [IOException] is the body's: what came before it was taken. A
  /// [StorageException] is the store's.
  public void copyFrom(InputStream body, OptionalLong length) throws IOException {
    long rest = length.orElse(Long.MAX_VALUE);
    byte[] first = new byte[(int) Math.min(FIRST_READ, Math.max(1, rest))];
    while (rest > 0) {
      // No memory is held while nothing comes, where the store takes parts of any size.
      int n = body.read(first, 0, (int) Math.min(first.length, rest));
      if (n < 0) {
        return;
      }
      take(first, n);
      rest -= n;
      while (rest > 0 && body.available() > 0) {
        int got = body.read(room(), filled, (int) Math.min(partSize - filled, rest));
        if (got < 0) {
          return;
        }
        filled += got;
        rest -= got;
        sendIfFull();
      }
      if (rest > 0 && anySize) {
        send(false);
      }
    }
  }

  /// Makes safe what was taken, as far as the store lets it, and tells how far that is.
  public UploadProgress pause() {
    if (anySize) {
      send(false);
    } else if (filled > 0) {
      store.write(new Place.Parked(id).key(), content(), Condition.ALWAYS);
      parked = filled;
    }
    return safe();
  }

  /// How far it has come without anything more being stored.
  public UploadProgress safe() {
    return new UploadProgress(
        Optional.ofNullable(staged), parts, hasher.state(), Math.min(parked, filled));
  }

  /// The digest of all that was taken.
  public Digest digest() {
    Hasher all = Hasher.resume(hasher.state());
    if (filled > 0) {
      all.update(room(), 0, filled);
    }
    return all.digest();
  }

  /// Makes all that was taken the object at the target, durable when it returns. CORRUPT if the
  /// store says that it holds something else.
  public void complete() {
    WriteResult result;
    if (staged == null) {
      result = store.write(target, content(), Condition.IF_ABSENT);
      hashRest();
    } else {
      if (filled > 0) {
        send(true);
      }
      result = store.uploads().complete(staged, parts);
    }
    switch (result) {
      case WriteResult.Written written -> {
        if (written.crc32c().isPresent() && written.crc32c().getAsInt() != hasher.crc32c()) {
          store.delete(target, Condition.ALWAYS);
          throw new StorageException(
              StorageException.Kind.CORRUPT, "the store holds other bytes than were received");
        }
      }
      case WriteResult.Refused() ->
          throw new StorageException(
              StorageException.Kind.MISUSE, "an upload was completed twice: " + target);
    }
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
    }
  }

  private void take(byte[] bytes, int length) {
    int done = 0;
    while (done < length) {
      byte[] room = room();
      int n = Math.min(length - done, partSize - filled);
      System.arraycopy(bytes, done, room, filled, n);
      filled += n;
      done += n;
      sendIfFull();
    }
  }

  private byte[] room() {
    if (buffer == null) {
      buffer = memory.lease(partSize);
    }
    return buffer.array();
  }

  private void sendIfFull() {
    if (filled == partSize) {
      send(false);
    }
  }

  private void send(boolean last) {
    if (filled == 0) {
      return;
    }
    StagedUpload upload = staged;
    if (upload == null) {
      upload = store.uploads().begin(target);
      staged = upload;
    }
    int number = parts.isEmpty() ? 1 : parts.getLast().number() + 1;
    add(store.uploads().putPart(upload, number, hasher.count(), content(), last));
    hashRest();
    parked = 0;
    close();
  }

  /// A store that needs no tags holds its parts as one run of bytes: one entry is enough, so that
  /// the list stays short however large the blob.
  private void add(Part part) {
    if (part.tag().isEmpty() && !parts.isEmpty()) {
      Part run = parts.removeLast();
      part = new Part(part.number(), run.offset(), run.size() + part.size(), "");
    }
    parts.add(part);
  }

  private void hashRest() {
    if (filled > 0) {
      hasher.update(room(), 0, filled);
      filled = 0;
    }
  }

  private Content content() {
    return filled == 0 ? Content.of(new byte[0]) : new Content.Bytes(room(), 0, filled);
  }

  private void unpark() {
    ObjectKey key = new Place.Parked(id).key();
    Optional<ObjectBody> opened = store.open(key, ByteRange.ALL);
    if (opened.isEmpty()) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "the parked rest of an upload is gone");
    }
    try (ObjectBody body = opened.get()) {
      byte[] bytes = body.readAll();
      System.arraycopy(bytes, 0, room(), 0, parked);
      filled = parked;
    }
  }
}
