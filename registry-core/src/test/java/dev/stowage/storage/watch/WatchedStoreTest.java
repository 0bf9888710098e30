package dev.stowage.storage.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.contract.StoreContract;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/// Keeps the contract of the store behind it.
class WatchedStoreTest extends StoreContract {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StoreCalls calls = new StoreCalls();
  private final MemoryBucket bucket = new MemoryBucket();

  @Override
  protected ObjectStore open() {
    return new WatchedStore(new MemoryStore(bucket), meters, calls);
  }

  private long timed(String call, String outcome) {
    return meters.get("stowage.store.calls").tags("call", call, "outcome", outcome).timer().count();
  }

  private double bytes(String direction) {
    return meters.get("stowage.store.bytes").tag("direction", direction).counter().count();
  }

  @Test
  void countsCallsByOutcome() {
    ObjectKey key = key("object");
    store().write(key, Content.of("12345"), Condition.IF_ABSENT);
    store().write(key, Content.of("123456"), Condition.IF_ABSENT);
    store().open(key, new ByteRange(1, 3));
    store().open(key("none"), ByteRange.ALL);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store().copy(key("none"), key("to"), Condition.ALWAYS));

    assertThat(timed("write", "ok")).isEqualTo(1);
    assertThat(timed("write", "refused")).isEqualTo(1);
    assertThat(timed("open", "ok")).isEqualTo(1);
    assertThat(timed("open", "absent")).isEqualTo(1);
    assertThat(timed("copy", "misuse")).isEqualTo(1);
    assertThat(bytes("written")).isEqualTo(5);
    assertThat(bytes("read")).isEqualTo(3);
  }

  @Test
  void tellsWhatAnOperationCost() {
    store().head(key("a"));
    StoreCalls.Counts before = calls.counts();
    store().head(key("a"));
    store().head(key("b"));
    store().uploads().abort(store().uploads().begin(key("c")));

    StoreCalls.Counts cost = calls.counts().since(before);

    assertThat(cost.of(StoreCall.HEAD)).isEqualTo(2);
    assertThat(cost.of(StoreCall.WRITE)).isZero();
    assertThat(cost.total()).isEqualTo(4);
    assertThat(cost).hasToString("head 2, begin 1, abort 1");
  }
}
