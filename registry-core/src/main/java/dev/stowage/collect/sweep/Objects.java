package dev.stowage.collect.sweep;

import dev.stowage.layout.Place;
import dev.stowage.oci.digest.Digest;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/// The digests in the keys below a prefix, in their order, some at a time: as many as a page lists,
/// but fewer where the objects are large, since they may all be read at once. Passes by tombstones.
/// Not safe for several threads.
final class Objects {

  /// How many bytes the objects of one go have together, but for the last one.
  private static final long BYTES = 4 << 20;

  private final ObjectStore store;
  private final Stride stride;
  private ListQuery query;
  private ListPage page = new ListPage(List.of(), List.of(), "(none yet)");
  private int at;

  Objects(ObjectStore store, String prefix, Stride stride) {
    this.store = store;
    this.stride = stride;
    this.query = ListQuery.of(prefix);
  }

  /// Some more; none at the end.
  List<Digest> next() {
    List<Digest> some = new ArrayList<>();
    long bytes = 0;
    while (true) {
      for (; at < page.objects().size(); at++) {
        ListPage.Entry entry = page.objects().get(at);
        if (entry.size() > 0) {
          if (bytes > BYTES) {
            return some;
          }
          bytes += entry.size();
          Place.parse(entry.key()).flatMap(RepositorySweep::digest).ifPresent(some::add);
        }
      }
      if (!some.isEmpty() || !page.hasMore()) {
        return some;
      }
      stride.step(1);
      page = store.list(query);
      query = query.after(page.next());
      at = 0;
    }
  }
}
