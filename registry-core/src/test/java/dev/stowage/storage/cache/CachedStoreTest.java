package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedStoreTest {

  private static final ObjectKey KEY = new ObjectKey("a/tag");

  private final StoreCalls calls = new StoreCalls();
  private final CachedStore store =
      new CachedStore(
          new WatchedStore(new MemoryStore(), new SimpleMeterRegistry(), calls), 1 << 20);

  @Test
  void asksTheStoreOnceForWhatIsThereAndForWhatIsNot() {
    for (int i = 0; i < 5; i++) {
      assertThat(read()).isEmpty();
      assertThat(store.head(KEY)).isEmpty();
    }
    assertThat(calls.counts().of(StoreCall.OPEN)).isEqualTo(1);
    store.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    for (int i = 0; i < 5; i++) {
      assertThat(read()).contains("1");
      assertThat(store.head(KEY)).isPresent();
    }
    assertThat(calls.counts().of(StoreCall.OPEN)).isEqualTo(2);
    assertThat(calls.counts().of(StoreCall.HEAD)).isZero();
  }

  @Test
  void servesRangesOfWhatItRemembers() {
    store.write(KEY, Content.of("0123456789"), Condition.IF_ABSENT);
    assertThat(read()).contains("0123456789");
    try (ObjectBody body = store.open(KEY, new ByteRange(3, 4)).orElseThrow()) {
      assertThat(body.readAll()).asString().isEqualTo("3456");
    }
  }

  @Test
  void doesNotRememberAPartForTheWhole() {
    store.write(KEY, Content.of("0123456789"), Condition.IF_ABSENT);
    try (ObjectBody body = store.open(KEY, new ByteRange(3, 4)).orElseThrow()) {
      assertThat(body.readAll()).asString().isEqualTo("3456");
    }
    assertThat(read()).contains("0123456789");
  }

  @Test
  void forgetsWhatIsDeletedInWhateverWay() {
    List<Runnable> deletions =
        List.of(
            () -> store.delete(KEY, Condition.ALWAYS),
            () -> store.deleteAll(List.of(KEY)),
            () ->
                store.delete(
                    KEY, new Condition.IfVersion(store.head(KEY).orElseThrow().version())));
    for (Runnable deletion : deletions) {
      store.write(KEY, Content.of("1"), Condition.ALWAYS);
      assertThat(read()).contains("1");
      deletion.run();
      assertThat(read()).isEmpty();
    }
  }

  /// Writers count up; readers check that no read that begins after a write was acknowledged sees
  /// an older number.
  @Test
  void neverReadsWhatIsOlderThanAnAcknowledgedWrite() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    List<Callable<Integer>> threads = new ArrayList<>();
    threads.add(
        () -> {
          for (int i = 1; i <= 20_000; i++) {
            store.write(KEY, Content.of(String.valueOf(i)), Condition.ALWAYS);
            acknowledged.set(i);
          }
          return 20_000;
        });
    for (int reader = 0; reader < 4; reader++) {
      threads.add(
          () -> {
            int seen = 0;
            while (seen < 20_000) {
              int before = acknowledged.get();
              seen = read().map(Integer::parseInt).orElse(0);
              assertThat(seen).isGreaterThanOrEqualTo(before);
            }
            return seen;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(threads.size())) {
      for (Future<Integer> end : executor.invokeAll(threads)) {
        assertThat(end.get()).isEqualTo(20_000);
      }
    }
  }

  private Optional<String> read() {
    return store
        .open(KEY, ByteRange.ALL)
        .map(
            body -> {
              try (body) {
                return new String(body.readAll(), StandardCharsets.UTF_8);
              }
            });
  }
}
