package dev.stowage.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The names of a large directory are remembered, and nobody can tell.
class LargeDirectoryTest {

  private static final int COUNT = SortedNames.LARGE + 500;

  @TempDir Path directory;

  private DirectoryStore store;
  private final TreeSet<String> keys = new TreeSet<>();

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(directory.resolve("tags"));
    for (int i = 0; i < COUNT; i++) {
      String key = String.format("tags/t%05d", i);
      Files.writeString(directory.resolve(key + "@"), "x");
      keys.add(key);
    }
    store = DirectoryStore.open(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> listed(int pageSize) {
    List<String> found = new ArrayList<>();
    ListQuery query = new ListQuery("tags/", "", pageSize, true);
    while (true) {
      ListPage page = store.list(query);
      TreeSet<String> names = new TreeSet<>(page.groups());
      page.objects().forEach(entry -> names.add(entry.key().value()));
      found.addAll(names);
      if (!page.hasMore()) {
        return found;
      }
      query = query.after(page.next());
    }
  }

  private void put(String key) {
    store.write(new ObjectKey(key), Content.of("x"), Condition.ALWAYS);
  }

  @Test
  void showsEveryChangeAtOnce() {
    assertThat(listed(100)).containsExactlyElementsOf(keys);
    put("tags/between");
    keys.add("tags/between");
    assertThat(listed(100)).containsExactlyElementsOf(keys);
    store.delete(new ObjectKey("tags/t00007"), Condition.ALWAYS);
    keys.remove("tags/t00007");
    assertThat(listed(100)).containsExactlyElementsOf(keys);
    put("tags/group/a");
    keys.add("tags/group/");
    assertThat(listed(100)).containsExactlyElementsOf(keys);
    store.delete(new ObjectKey("tags/group/a"), Condition.ALWAYS);
    keys.remove("tags/group/");
    assertThat(listed(100)).containsExactlyElementsOf(keys);
  }

  /// A writer adds keys and says which stand; whoever lists afterwards must find them.
  @Test
  void missesNothingThatWasAcknowledgedBefore() throws Exception {
    ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>(keys);
    AtomicBoolean done = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          executor.submit(
              () -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    put("tags/new" + i);
                    acknowledged.add("tags/new" + i);
                  }
                } finally {
                  done.set(true);
                }
              });
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        readers.add(
            executor.submit(
                () -> {
                  while (!done.get()) {
                    TreeSet<String> before = new TreeSet<>(acknowledged);
                    assertThat(listed(1000)).containsAll(before);
                  }
                }));
      }
      writer.get();
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
    assertThat(listed(1000)).containsExactlyElementsOf(acknowledged);
  }
}
