package dev.stowage.storage.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryStore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConditionProbeTest {

  @Test
  void leavesNothingInAStoreThatKeepsConditions() {
    MemoryStore store = new MemoryStore();
    ConditionProbe.run(store);
    assertThat(store.list(ListQuery.of("")).objects()).isEmpty();
  }

  @Test
  void refusesAStoreThatIgnoresIfAbsent() {
    refused(
        "If-None-Match",
        condition -> condition instanceof Condition.IfAbsent ? Condition.ALWAYS : condition);
  }

  @Test
  void refusesAStoreThatIgnoresIfVersion() {
    refused(
        "If-Match",
        condition -> condition instanceof Condition.IfVersion ? Condition.ALWAYS : condition);
  }

  private static void refused(String word, UnaryOperator<Condition> heard) {
    ObjectStore careless = new Careless(new MemoryStore(), heard);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> ConditionProbe.run(careless))
        .withMessageContaining(word);
    assertThat(careless.list(ListQuery.of("")).objects()).isEmpty();
  }
}
