package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One part while it is filled: in memory as long as the replica's budget has room, then in a file.
/// Takes up memory only once it holds something. Not safe for several threads; close it to give
/// back what it took.
final class PartBuffer implements PartBytes {

  private static final int SCRATCH = 64 << 10;

  private final PartMemory memory;
  private final SpillFolder spill;
  private final int capacity;
  private PartMemory.@Nullable Lease lease;
  private @Nullable SpilledPart file;
  private byte @Nullable [] scratch;
  private int size;

  /// For at most `capacity` bytes. One of a single piece waits for memory and never spills.
  PartBuffer(PartMemory memory, SpillFolder spill, int capacity) {
    this.memory = memory;
    this.spill = spill;
    this.capacity = capacity;
  }

  @Override
  public int size() {
    return size;
  }

  int room() {
    return capacity - size;
  }

  /// Takes as many of the bytes as there is room for, and tells how many.
  int append(byte[] bytes, int offset, int length) {
    int n = Math.min(length, room());
    if (n > 0) {
      byte[] into = into();
      n = Math.min(n, into.length - at());
      System.arraycopy(bytes, offset, into, at(), n);
      took(into, n);
    }
    return n;
  }

  /// Reads once from the body, at most `most` bytes; -1 at its end.
  int readFrom(InputStream body, long most) throws IOException {
    byte[] into = into();
    int n = body.read(into, at(), (int) Math.min(most, Math.min(room(), into.length - at())));
    if (n > 0) {
      took(into, n);
    }
    return n;
  }

  @Override
  public Content content() {
    if (file != null) {
      return file.content();
    }
    return lease == null ? Content.of(new byte[0]) : Content.of(lease.array(), 0, size);
  }

  @Override
  public void hashInto(Hasher hasher) {
    if (file != null) {
      file.hashInto(hasher);
    } else if (lease != null) {
      hasher.update(lease.array(), 0, size);
    }
  }

  /// Appends all of it to another, which has room for it.
  void copyTo(PartBuffer to) {
    if (file != null) {
      file.read(to::appendAll);
    } else if (lease != null) {
      to.appendAll(lease.array(), size);
    }
  }

  @Override
  public void close() {
    release();
    if (file != null) {
      file.close();
      file = null;
    }
    size = 0;
  }

  private void appendAll(byte[] bytes, int length) {
    for (int done = 0; done < length; ) {
      done += append(bytes, done, length - done);
    }
  }

  /// The array that takes the next bytes, with room for one at least, from [#at].
  private byte[] into() {
    if (file != null) {
      return scratch();
    }
    if (lease == null) {
      lease = capacity <= PartMemory.PIECE ? memory.lease() : memory.tryLease(PartMemory.PIECE);
    } else if (size == lease.array().length) {
      PartMemory.Lease larger = memory.tryLease(capacity);
      if (larger != null) {
        System.arraycopy(lease.array(), 0, larger.array(), 0, size);
      } else {
        spillTo(spill.create(), lease);
      }
      release();
      lease = larger;
    }
    if (lease != null) {
      return lease.array();
    }
    if (file == null) {
      file = spill.create();
    }
    return scratch();
  }

  private void spillTo(SpilledPart to, PartMemory.Lease from) {
    file = to;
    to.append(from.array(), size);
  }

  private byte[] scratch() {
    if (scratch == null) {
      scratch = new byte[SCRATCH];
    }
    return scratch;
  }

  private int at() {
    return file != null ? 0 : size;
  }

  private void took(byte[] into, int n) {
    if (file != null) {
      file.append(into, n);
    }
    size += n;
  }

  private void release() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}
