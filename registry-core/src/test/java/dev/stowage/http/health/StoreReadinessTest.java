package dev.stowage.http.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ListQuery;
import dev.stowage.storage.fs.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreReadinessTest {
  @TempDir Path directory;

  @Test
  void isReadyWhileTheStoreWorksAndLeavesNothingThere() {
    try (DirectoryStore store = DirectoryStore.open(directory.resolve("root"))) {
      assertThat(new StoreReadiness(store).call().getStatus()).isEqualTo(Status.UP);
      assertThat(store.list(ListQuery.of("sys/")).objects()).isEmpty();
    }
  }

  @Test
  void isNotReadyOnceTheStoreIsGone() throws IOException {
    Path root = directory.resolve("root");
    try (DirectoryStore store = DirectoryStore.open(root)) {
      StoreReadiness asked = new StoreReadiness(store);
      assertThat(asked.call().getStatus()).isEqualTo(Status.UP);
      remove(root);

      assertThat(new StoreReadiness(store).call().getStatus()).isEqualTo(Status.DOWN);
      // Asked again at once, a check does not trouble the store again.
      assertThat(asked.call().getStatus()).isEqualTo(Status.UP);
    }
  }

  private static void remove(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
