package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.watch.StoreCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SoleObjectsTest extends HotObjectsContract {

  private final SoleWriter writer = SoleWriter.notYet();

  @Override
  HotObjects hot() {
    writer.isSoleFrom(SoleWriter.Moment.now(), Duration.ofHours(1));
    return new SoleObjects(1 << 20, false, writer);
  }

  @Override
  int races() {
    return 20_000;
  }

  @Test
  void remembersWhatItHasWritten() {
    WriteResult written = store.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    assertThat(read()).contains("1");
    assertThat(store.head(KEY).orElseThrow().version())
        .isEqualTo(((WriteResult.Written) written).version());
    assertThat(asked(StoreCall.OPEN)).isZero();
    assertThat(asked(StoreCall.HEAD)).isZero();
  }

  @Test
  void ensuresOnceWhatStandsAlready() {
    elsewhere.write(KEY, Content.of("1"), Condition.IF_ABSENT);
    for (int i = 0; i < 5; i++) {
      store.ensure(KEY, Content.of("2"));
    }
    assertThat(asked(StoreCall.WRITE)).isEqualTo(1);
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
    store.ensure(KEY, Content.of("5"));
    assertThat(asked(StoreCall.HEAD)).isZero();
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
}
