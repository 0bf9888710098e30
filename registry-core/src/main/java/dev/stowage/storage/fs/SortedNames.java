package dev.stowage.storage.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// The names in a directory in the order of keys: `name` for an object, `name/` for a directory.
/// Those of large directories are kept while nothing changes there, so that paging through a
/// hundred thousand tags reads them once and not once per page.
///
/// Exact, because nobody else changes the tree: whoever does tells so before and after
/// ([#changing]), and what was read is kept and used only if nobody told anything meanwhile.
final class SortedNames {

  /// A directory of fewer names is read each time.
  static final int LARGE = 1000;

  /// How many names are kept at most, of all directories together; about 60 bytes each.
  private static final int MOST = 250_000;

  private static final int STRIPES = 4096;

  private record Kept(long generation, List<String> names) {}

  /// How often something was told of a directory of that stripe.
  private final AtomicLongArray generations = new AtomicLongArray(STRIPES);

  /// In order of last use; guarded by itself.
  private final Map<Path, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /// To be called right before and right after an entry of the directory is made or removed.
  void changing(Path directory) {
    generations.incrementAndGet(stripe(directory));
  }

  private static int stripe(Path directory) {
    int hash = directory.hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }

  /// Throws [java.nio.file.NoSuchFileException] if there is no such directory.
  List<String> of(Path directory) throws IOException {
    long generation = generations.get(stripe(directory));
    synchronized (kept) {
      Kept known = kept.get(directory);
      if (known != null && known.generation == generation) {
        return known.names;
      }
    }
    List<String> names =
        Disk.names(directory).stream()
            .map(file -> file.endsWith("@") ? file.substring(0, file.length() - 1) : file + "/")
            .sorted()
            .toList();
    keep(directory, new Kept(generation, names));
    return names;
  }

  private void keep(Path directory, Kept read) {
    synchronized (kept) {
      kept.remove(directory);
      boolean unchanged = generations.get(stripe(directory)) == read.generation;
      if (!unchanged || read.names.size() < LARGE || read.names.size() > MOST) {
        return;
      }
      kept.put(directory, read);
      int total = kept.values().stream().mapToInt(each -> each.names.size()).sum();
      Iterator<Kept> eldest = kept.values().iterator();
      while (total > MOST) {
        total -= eldest.next().names.size();
        eldest.remove();
      }
    }
  }
}
