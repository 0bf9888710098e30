package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A store that cannot be used says so in words, and says which words to change.
interface MisconfigurationContract extends StoreUnderTest {

  /// The ways in which this store's configuration can be wrong; none for one that has no
  /// configuration.
  default List<Misconfigured> misconfigured() {
    return List.of();
  }

  @TestFactory
  default Stream<DynamicTest> refusesInWords() {
    return misconfigured().stream()
        .map(wrong -> DynamicTest.dynamicTest(wrong.what(), () -> check(wrong)));
  }

  private void check(Misconfigured wrong) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(
            () -> {
              try (ObjectStore store = wrong.open().get()) {
                store.write(key("probe"), Content.of("probe"), Condition.ALWAYS);
              }
            })
        .returns(wrong.kind(), StorageException::kind)
        .withMessageContaining(wrong.word());
  }
}
