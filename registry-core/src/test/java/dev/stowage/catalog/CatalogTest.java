package dev.stowage.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {

  /// In the order of bytes: `-` and `.` come before the slash, digits behind it.
  private static final List<String> NAMES =
      List.of("a", "a-b", "a-b/c", "a.b", "a/b", "a/b/c", "a0", "a_b", "aa");

  private final Catalog catalog = new Catalog(new MemoryStore());

  @BeforeEach
  void fill() {
    NAMES.reversed().forEach(name -> catalog.add(RepositoryName.parse(name)));
  }

  private List<String> names(Page<RepositoryName> page) {
    return page.items().stream().map(RepositoryName::value).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 9, 10})
  void givesPagesInTheOrderOfNames(int size) {
    List<String> found = new ArrayList<>();
    Optional<String> last = Optional.of("");
    while (last.isPresent()) {
      Page<RepositoryName> page = catalog.list(new PageRequest(size, last.get()));
      found.addAll(names(page));
      last = page.next();
    }
    assertThat(found).isEqualTo(NAMES);
  }

  @Test
  void beginsBehindWhatIsNoName() {
    assertThat(names(catalog.list(new PageRequest(10, "a/")))).startsWith("a/b");
    assertThat(names(catalog.list(new PageRequest(10, "a/a")))).startsWith("a/b");
    assertThat(names(catalog.list(new PageRequest(10, "b")))).isEmpty();
  }

  @Test
  void knowsOnlyWhatWasAdded() {
    assertThat(catalog.contains(RepositoryName.parse("a/b"))).isTrue();
    assertThat(catalog.contains(RepositoryName.parse("b"))).isFalse();
  }
}
