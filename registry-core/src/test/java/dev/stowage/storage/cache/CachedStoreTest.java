package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

class CachedStoreTest {

  private static final ObjectKey KEY = new ObjectKey("a/tag");

  private final StoreCalls calls = new StoreCalls();
  private final SoleWriter writer = SoleWriter.notYet();
  private final MemoryBucket bucket = new MemoryBucket();
  private final MemoryStore elsewhere = new MemoryStore(bucket);
  private final CachedStore store =
      CachedStore.alone(
          new WatchedStore(new MemoryStore(bucket), new SimpleMeterRegistry(), calls),
          1 << 20,
          writer);

  @BeforeEach
  void beSole() {
    writer.isSoleFrom(SoleWriter.Moment.now(), Duration.ofHours(1));
  }

  @Test
  void asksTheStoreOnceForWhatIsThereAndForWhatIsNot() {
    for (int i = 0; i < 5; i++) {
      assertThat(read()).isEmpty();
      assertThat(store.head(KEY)).isEmpty();
    }
    assertThat(calls.counts().of(StoreCall.OPEN)).isEqualTo(1);
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    store.write(KEY, Content.of("2"), Condition.IF_ABSENT);
    for (int i = 0; i < 5; i++) {
      assertThat(store.head(KEY)).isPresent();
      assertThat(read()).contains("1");
    }
    assertThat(calls.counts().of(StoreCall.OPEN)).isEqualTo(2);
    assertThat(calls.counts().of(StoreCall.HEAD)).isEqualTo(1);
  }

  @Test
  void remembersWhatItHasWritten() {
    WriteResult written = store.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    assertThat(read()).contains("1");
    assertThat(store.head(KEY).orElseThrow().version())
        .isEqualTo(((WriteResult.Written) written).version());
    assertThat(calls.counts().of(StoreCall.OPEN)).isZero();
    assertThat(calls.counts().of(StoreCall.HEAD)).isZero();
  }

  @Test
  void ensuresOnceWhatStandsAlready() {
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    for (int i = 0; i < 5; i++) {
      store.ensure(KEY, Content.of("2"));
    }
    assertThat(calls.counts().of(StoreCall.WRITE)).isEqualTo(1);
    assertThat(read()).contains("1");
  }

  @Test
  void asksTheStoreEachTimeWhileOthersMayWriteToIt() {
    store.write(KEY, Content.of("1"), Condition.ALWAYS);
    writer.isOneOfSeveral();
    for (int i = 0; i < 5; i++) {
      elsewhere.write(KEY, Content.of("other " + i), Condition.ALWAYS);
      assertThat(read()).contains("other " + i);
    }
    store.write(KEY, Content.of("2"), Condition.ALWAYS);
    elsewhere.write(KEY, Content.of("3"), Condition.ALWAYS);
    writer.isSoleFrom(SoleWriter.Moment.now(), Duration.ofHours(1));
    assertThat(read()).contains("3");
  }

  @Test
  void isNoSoleWriterWhenItsTimeIsOver() {
    writer.isSoleFrom(SoleWriter.Moment.now(), Duration.ZERO);
    assertThat(writer.isSole()).isFalse();
    SoleWriter.Moment now = SoleWriter.Moment.now();
    Duration hour = Duration.ofHours(1);
    writer.isSoleFrom(new SoleWriter.Moment(now.nanos(), now.millis() - hour.toMillis()), hour);
    assertThat(writer.isSole()).as("after a suspension").isFalse();
    writer.isSoleFrom(new SoleWriter.Moment(now.nanos() - hour.toNanos(), now.millis()), hour);
    assertThat(writer.isSole()).as("when the clock was set back").isFalse();
    assertThat(SoleWriter.always().isSole()).isTrue();
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
