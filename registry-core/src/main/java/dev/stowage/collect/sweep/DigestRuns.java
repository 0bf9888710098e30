package dev.stowage.collect.sweep;

import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The runs of one collection: sorted digests, raw and one after the other, as objects in groups. A
/// run is read piece by piece, so that any number of them can be merged. Safe for any number of
/// threads.
public final class DigestRuns {

  /// How many digests of a run are in memory at a time.
  private static final int PIECE = 1000;

  private final ObjectStore store;
  private final UploadId collection;

  public DigestRuns(ObjectStore store, UploadId collection) {
    this.store = store;
    this.collection = collection;
  }

  /// Keeps digests of one length as one more run of the group. Durable when it returns.
  void write(String group, List<byte[]> sorted) {
    int width = sorted.getFirst().length;
    ByteBuffer run = ByteBuffer.allocate(width * sorted.size());
    sorted.forEach(run::put);
    store.write(
        new Place.DigestRun(collection, group, UploadId.random()).key(),
        Content.of(run.array()),
        Condition.IF_ABSENT);
  }

  /// All runs of the group, whose digests are that many bytes long.
  List<Iterator<byte[]>> read(String group, int width) {
    List<Iterator<byte[]>> runs = new ArrayList<>();
    ListQuery query = ListQuery.of(Prefixes.runs(collection, group));
    for (; ; ) {
      ListPage page = store.list(query);
      page.objects().forEach(entry -> runs.add(new Run(entry, width)));
      if (!page.hasMore()) {
        return runs;
      }
      query = query.after(page.next());
    }
  }

  /// Removes the group's runs.
  void drop(String group) {
    drop(store, Prefixes.runs(collection, group));
  }

  /// Removes all that a collection has noted.
  public void drop() {
    drop(store, Prefixes.runs(collection));
  }

  private static void drop(ObjectStore store, String prefix) {
    ListPage page;
    do {
      page = store.list(ListQuery.of(prefix));
      store.deleteAll(page.objects().stream().map(ListPage.Entry::key).toList());
    } while (page.hasMore());
  }

  private final class Run implements Iterator<byte[]> {
    private final ObjectKey key;
    private final long size;
    private final int width;
    private long offset;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    Run(ListPage.Entry entry, int width) {
      this.key = entry.key();
      this.size = entry.size();
      this.width = width;
    }

    @Override
    public boolean hasNext() {
      return piece.hasRemaining() || offset < size;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!piece.hasRemaining()) {
        piece = ByteBuffer.wrap(readPiece());
        offset += piece.remaining();
      }
      byte[] digest = new byte[width];
      piece.get(digest);
      return digest;
    }

    private byte[] readPiece() {
      long length = Math.min((long) PIECE * width, size - offset);
      try (ObjectBody body =
          store.open(key, new ByteRange(offset, length)).orElseThrow(() -> broken("is gone"))) {
        byte[] bytes = body.readAll();
        if (bytes.length != length || length % width != 0) {
          throw broken("is cut off");
        }
        return bytes;
      }
    }

    private StorageException broken(String how) {
      return new StorageException(StorageException.Kind.CORRUPT, key + " " + how);
    }
  }
}
