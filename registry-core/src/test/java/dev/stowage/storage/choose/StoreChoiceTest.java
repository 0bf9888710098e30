package dev.stowage.storage.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageProvider;
import dev.stowage.storage.fs.DirectoryStore;
import dev.stowage.storage.memory.MemoryStore;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start that is refused says one sentence; the exception has no cause that would be printed in
/// its place.
class StoreChoiceTest {

  @TempDir Path directory;

  private Map<String, Supplier<StorageProvider>> kinds() {
    Map<String, Supplier<StorageProvider>> kinds = new TreeMap<>();
    kinds.put("memory", () -> MemoryStore::new);
    kinds.put("directory", () -> () -> DirectoryStore.open(directory));
    kinds.put(
        "careless",
        () ->
            () ->
                new Careless(
                    DirectoryStore.open(directory.resolve("careless")), _ -> Condition.ALWAYS));
    return kinds;
  }

  @Test
  void opensTheStoreOfTheKind() {
    try (ObjectStore store = StoreChoice.open("directory", kinds())) {
      store.write(new ObjectKey("a"), Content.of("x"), Condition.ALWAYS);
      assertThat(store.list(ListQuery.of("")).objects()).hasSize(1);
    }
    assertThat(directory.resolve("a@")).exists();
  }

  @Test
  void namesTheKindsThereAre() {
    refused(
        "stowage.storage.kind=tape is unknown; it is one of careless, directory, memory", "tape");
  }

  @Test
  void namesTheSettingOfARootThatIsInUse() throws Exception {
    try (ObjectStore _ = StoreChoice.open("directory", kinds())) {
      refused(
          "stowage.storage.directory.root: another running registry holds "
              + directory.toRealPath()
              + "; stop it or choose another directory",
          "directory");
    }
  }

  @Test
  void refusesAndClosesAStoreThatKeepsNoConditions() {
    String sentence =
        "stowage.storage.kind=careless cannot be used: the store writes although the condition"
            + " (If-None-Match: *) does not hold; the registry needs conditional writes";
    refused(sentence, "careless");
    // Not held any more.
    refused(sentence, "careless");
    assertThat(Files.exists(directory.resolve("careless/sys"))).isTrue();
  }

  private void refused(String sentence, String kind) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> StoreChoice.open(kind, kinds()))
        .withMessage(sentence)
        .withNoCause();
  }
}
