package dev.stowage.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.document.Documents;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.cache.SoleWriter;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.upload.session.MemorySessions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When a lease is wanted at all.
class LeaseHolderTest {

  @Test
  void wantsNoLeaseOnWhatNoOtherProcessCanUse() {
    MemoryStore store = new MemoryStore();
    LeaseHolder solo =
        new LeaseHolder(
            store,
            new MemorySessions(() -> Duration.ofHours(1)),
            new Documents(store),
            SoleWriter.notYet());
    solo.start(new StartupEvent());
    assertThat(store.list(ListQuery.of("")).objects()).isEmpty();
    solo.stop(new ShutdownEvent());
  }
}
