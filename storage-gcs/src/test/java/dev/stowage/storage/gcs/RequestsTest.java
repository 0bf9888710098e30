package dev.stowage.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.gcs.fake.FakeGcs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What each call of the SPI costs, in requests.
class RequestsTest {

  private static final ObjectKey KEY = new ObjectKey("a/key");

  private static FakeGcs fake;
  private static GcsStore store;

  @BeforeAll
  static void start() {
    fake = OnFake.fake();
    store = OnFake.of(fake).open();
  }

  @AfterAll
  static void stop() {
    store.close();
    fake.close();
  }

  private static Map<String, Integer> of(Runnable call) {
    fake.journal().clear();
    call.run();
    return fake.journal().counts();
  }

  @Test
  void opensForAKnockAListingAndAnUpload() {
    assertThat(of(() -> OnFake.of(fake).open().close()))
        .isEqualTo(
            Map.of(
                "none", 1,
                "token", 1,
                "objects.list", 1,
                "multipart.begin", 1,
                "multipart.part", 1,
                "multipart.complete", 1,
                "objects.move", 1,
                "objects.delete", 1));
  }

  @Test
  void asksOnceForEachCall() {
    assertThat(of(() -> store.write(KEY, Content.of("x"), Condition.ALWAYS)))
        .isEqualTo(Map.of("objects.insert", 1));
    assertThat(of(() -> store.write(KEY, Content.of("x"), Condition.IF_ABSENT)))
        .isEqualTo(Map.of("objects.insert", 1));
    assertThat(of(() -> store.write(KEY, Content.of(new byte[8 << 20]), Condition.ALWAYS)))
        .isEqualTo(Map.of("objects.insert", 1));
    assertThat(of(() -> store.head(KEY))).isEqualTo(Map.of("objects.get", 1));
    assertThat(of(() -> store.head(new ObjectKey("none")))).isEqualTo(Map.of("objects.get", 1));
    assertThat(of(() -> store.open(KEY, ByteRange.ALL).ifPresent(ObjectBody::close)))
        .isEqualTo(Map.of("objects.media", 1));
    assertThat(of(() -> store.list(ListQuery.of("a/")))).isEqualTo(Map.of("objects.list", 1));
    assertThat(of(() -> store.presignGet(KEY, new PresignOptions("a/b", "", Duration.ofDays(1)))))
        .isEmpty();
    ObjectKey small = new ObjectKey("a/small");
    store.write(small, Content.of("x"), Condition.ALWAYS);
    assertThat(of(() -> store.copy(small, new ObjectKey("b"), Condition.IF_ABSENT)))
        .isEqualTo(Map.of("objects.rewrite", 1));
    assertThat(of(() -> store.deleteAll(List.of(small, new ObjectKey("b"), new ObjectKey("c")))))
        .isEqualTo(Map.of("batch", 1));
    assertThat(of(() -> store.delete(KEY, Condition.ALWAYS)))
        .isEqualTo(Map.of("objects.delete", 1));
  }

  @Test
  void uploadsPartsForThreeRequestsMoreThanParts() {
    byte[] bytes = new byte[5 << 20];
    assertThat(
            of(
                () -> {
                  StagedUpload upload = store.uploads().begin(KEY);
                  Part one = store.uploads().putPart(upload, 1, 0, Content.of(bytes), false);
                  Part two = store.uploads().putPart(upload, 2, one.end(), Content.of(bytes), true);
                  store.uploads().complete(upload, List.of(one, two));
                }))
        .isEqualTo(
            Map.of(
                "multipart.begin", 1,
                "multipart.part", 2,
                "multipart.complete", 1,
                "objects.move", 1));
    StagedUpload open = store.uploads().begin(KEY);
    assertThat(of(() -> store.uploads().unfinished(ListQuery.of(""))))
        .isEqualTo(Map.of("multipart.list", 1, "objects.list", 1));
    assertThat(of(() -> store.uploads().abort(open))).isEqualTo(Map.of("multipart.abort", 1));
  }
}
