package dev.stowage.storage.memory;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryBucket.Staged;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Parts in the heap; `complete` puts them together.
final class MemoryUploads implements StagedUploads {

  private final MemoryStore store;
  private final MemoryBucket bucket;

  MemoryUploads(MemoryStore store, MemoryBucket bucket) {
    this.store = store;
    this.bucket = bucket;
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    Instant now = Instant.now();
    String handle = bucket.newHandle();
    bucket.staged.put(handle, new Staged(target, now));
    return new StagedUpload(target, handle, now);
  }

  @Override
  public Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last) {
    if (number < 1 || offset < 0) {
      throw new StorageException(Kind.MISUSE, "no part " + number + " at offset " + offset);
    }
    Staged staged = staged(upload);
    byte[] bytes = MemoryStore.bytes(content);
    staged.parts.put(number, bytes);
    return new Part(number, offset, bytes.length, "p" + number);
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    Staged staged = staged(upload);
    long size = Part.sizeOf(parts);
    if (size > MemoryStore.MAX_OBJECT) {
      throw new StorageException(Kind.FULL, "the memory store holds no object of that size");
    }
    byte[] whole = new byte[(int) size];
    for (Part part : parts) {
      byte[] stored = staged.parts.get(part.number());
      if (stored == null || stored.length != part.size()) {
        throw new StorageException(Kind.CORRUPT, "part " + part.number() + " is not as claimed");
      }
      System.arraycopy(stored, 0, whole, (int) part.offset(), stored.length);
    }
    WriteResult result = store.put(staged.target, whole, Condition.IF_ABSENT);
    if (result.written()) {
      bucket.staged.remove(upload.handle());
    }
    return result;
  }

  @Override
  public void abort(StagedUpload upload) {
    bucket.staged.remove(upload.handle());
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    return bucket.staged.entrySet().stream()
        .map(e -> new StagedUpload(e.getValue().target, e.getKey(), e.getValue().begun))
        .filter(upload -> query.admits(upload.target()))
        .sorted(Comparator.comparing(StagedUpload::target).thenComparing(StagedUpload::handle))
        .limit(query.limit())
        .toList();
  }

  private Staged staged(StagedUpload upload) {
    Staged staged = bucket.staged.get(upload.handle());
    if (staged == null || !staged.target.equals(upload.target())) {
      throw new StorageException(Kind.MISUSE, "unknown upload to " + upload.target());
    }
    return staged;
  }
}
