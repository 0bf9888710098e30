package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DoubtfulStore;
import dev.stowage.storage.DoubtfulStore.Fate;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryBucket;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds wherever small objects are remembered, as long as time does not make them forgotten.
abstract class HotObjectsContract {

  static final ObjectKey KEY = new ObjectKey("a/tag");

  final StoreCalls calls = new StoreCalls();
  final MemoryBucket bucket = new MemoryBucket();
  final DoubtfulStore doubtful = new DoubtfulStore(new MemoryStore(bucket));

  /// The same bucket, past what is remembered.
  final MemoryStore elsewhere = new MemoryStore(bucket);

  CachedStore store;

  /// What remembers for one process; it has nothing to remember yet.
  abstract HotObjects hot();

  /// How many writes are raced with reads.
  abstract int races();

  @BeforeEach
  void open() {
    store = over(doubtful, hot());
  }

  /// A store that remembers, whose calls are counted.
  CachedStore over(ObjectStore behind, HotObjects hot) {
    return new CachedStore(new WatchedStore(behind, new SimpleMeterRegistry(), calls), hot);
  }

  Optional<String> read() {
    return read(store);
  }

  static Optional<String> read(ObjectStore store) {
    return store
        .open(KEY, ByteRange.ALL)
        .map(
            opened -> {
              try (ObjectBody body = opened) {
                return new String(body.readAll(), StandardCharsets.ISO_8859_1);
              }
            });
  }

  long asked(StoreCall call) {
    return calls.counts().of(call);
  }

  @Test
  void asksTheStoreOnceForWhatIsThereAndForWhatIsNot() {
    for (int i = 0; i < 5; i++) {
      assertThat(read()).isEmpty();
      assertThat(store.head(KEY)).isEmpty();
    }
    assertThat(asked(StoreCall.OPEN)).isEqualTo(1);
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    assertThat(store.write(KEY, Content.of("2"), Condition.IF_ABSENT).written()).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(store.head(KEY)).isPresent();
      assertThat(read()).contains("1");
    }
    assertThat(asked(StoreCall.OPEN)).isEqualTo(2);
    assertThat(asked(StoreCall.HEAD)).isEqualTo(1);
  }

  @Test
  void remembersObjectsAsTheyAre() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    store.write(KEY, Content.of(all), Condition.IF_ABSENT);
    for (int i = 0; i < 3; i++) {
      try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow()) {
        assertThat(body.readAll()).isEqualTo(all);
        assertThat(body.info()).isEqualTo(store.head(KEY).orElseThrow());
        assertThat(body.info().version()).isEqualTo(elsewhere.head(KEY).orElseThrow().version());
        assertThat(body.info().size()).isEqualTo(256);
      }
    }
    store.write(KEY, Content.of(new byte[0]), Condition.ALWAYS);
    assertThat(read()).contains("");
    assertThat(read()).contains("");
  }

  @Test
  void servesRangesOfWhatItRemembers() {
    store.write(KEY, Content.of("0123456789"), Condition.IF_ABSENT);
    assertThat(read()).contains("0123456789");
    long before = asked(StoreCall.OPEN);
    try (ObjectBody body = store.open(KEY, new ByteRange(3, 4)).orElseThrow()) {
      assertThat(body.readAll()).asString().isEqualTo("3456");
    }
    assertThat(asked(StoreCall.OPEN)).isEqualTo(before);
  }

  @Test
  void doesNotRememberAPartForTheWhole() {
    elsewhere.write(KEY, Content.of("0123456789"), Condition.IF_ABSENT);
    try (ObjectBody body = store.open(KEY, new ByteRange(3, 4)).orElseThrow()) {
      assertThat(body.readAll()).asString().isEqualTo("3456");
    }
    assertThat(read()).contains("0123456789");
  }

  @Test
  void doesNotRememberWhatIsLarge() {
    String large = "x".repeat(HotObjects.MAX_OBJECT + 1);
    store.write(KEY, Content.of(large), Condition.IF_ABSENT);
    for (int i = 0; i < 3; i++) {
      assertThat(read()).contains(large);
    }
    assertThat(asked(StoreCall.OPEN)).isEqualTo(3);
  }

  @Test
  void forgetsWhatIsDeletedInWhateverWay() {
    List<Runnable> deletions =
        List.of(
            () -> store.delete(KEY, Condition.ALWAYS),
            () -> store.deleteAll(List.of(KEY, new ObjectKey("b/other"))),
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

  @Test
  void forgetsWhatAWriteMayHaveChangedThatFailed() {
    assertThat(read()).isEmpty();
    doubtful.doubt(1, Fate.CARRIED_OUT, () -> {});
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.write(KEY, Content.of("1"), Condition.IF_ABSENT));
    assertThat(read()).contains("1");
  }

  /// Writers count up; readers check that no read that begins after a write was acknowledged sees
  /// an older number.
  @Test
  void neverReadsWhatIsOlderThanAnAcknowledgedWrite() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    List<Callable<Integer>> threads = new ArrayList<>();
    threads.add(
        () -> {
          for (int i = 1; i <= races(); i++) {
            store.write(KEY, Content.of(String.valueOf(i)), Condition.ALWAYS);
            acknowledged.set(i);
          }
          return races();
        });
    for (int reader = 0; reader < 4; reader++) {
      threads.add(
          () -> {
            int seen = 0;
            while (seen < races()) {
              int before = acknowledged.get();
              seen = read().map(Integer::parseInt).orElse(0);
              assertThat(seen).isGreaterThanOrEqualTo(before);
            }
            return seen;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(threads.size())) {
      for (Future<Integer> end : executor.invokeAll(threads)) {
        assertThat(end.get()).isEqualTo(races());
      }
    }
  }
}
