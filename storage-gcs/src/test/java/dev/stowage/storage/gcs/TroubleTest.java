package dev.stowage.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.gcs.fake.FakeGcs;
import dev.stowage.storage.gcs.fake.Faults.Fault;
import dev.stowage.storage.gcs.fake.Faults.What;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store that is slow, overloaded, broken off or wrong; credentials that expire; clocks that
/// differ.
class TroubleTest {

  private static final ObjectKey KEY = new ObjectKey("a/key");
  private static final String MEDIA = "alt=media";

  private static FakeGcs fake;
  private GcsStore store;

  @BeforeAll
  static void start() {
    fake = OnFake.fake();
  }

  @AfterAll
  static void stop() {
    fake.close();
  }

  @BeforeEach
  void open() {
    store = OnFake.of(fake).open();
  }

  @AfterEach
  void close() {
    fake.faults().clear();
    store.close();
  }

  private GcsStore hasty() {
    return OnFake.of(fake).timeouts(Duration.ofMillis(300), Duration.ofSeconds(2)).open();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void waitsAsLongAsTheStoreAsks() {
    fake.faults().add(Fault.of("^POST /upload/", What.STATUS).status(429, 1), 1);
    long start = System.nanoTime();
    assertThat(store.write(KEY, Content.of("x"), Condition.ALWAYS).written()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void tellsThatTheStoreGoesOnThrottling() {
    try (GcsStore hasty = hasty()) {
      fake.faults().add(Fault.of("^POST /upload/", What.STATUS).status(429, 7), 1000);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> hasty.write(KEY, Content.of("x"), Condition.ALWAYS))
          .returns(Kind.THROTTLED, StorageException::kind)
          .returns(Duration.ofSeconds(7), StorageException::retryAfter);
    }
  }

  @Test
  void tellsThatTheStoreGoesOnFailing() {
    try (GcsStore hasty = hasty()) {
      fake.faults().add(Fault.of("GET .*/o/", What.STATUS), 1000);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> hasty.head(KEY))
          .returns(Kind.UNAVAILABLE, StorageException::kind);
    }
  }

  @Test
  void givesUpOnAStoreThatIsSilent() {
    try (GcsStore hasty = hasty()) {
      fake.faults().add(Fault.of("GET .*/o/", What.STALL).stall(Duration.ofSeconds(20)), 1000);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> hasty.head(KEY))
          .returns(Kind.TIMEOUT, StorageException::kind);
    }
  }

  @Test
  void readsOnWhereAnAnswerBrokeOff() {
    byte[] bytes = noise(3_000_000);
    store.write(KEY, Content.of(bytes), Condition.ALWAYS);
    fake.faults().add(Fault.of(MEDIA, What.CUT_MIDDLE), 3);
    try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow()) {
      assertThat(body.readAll()).isEqualTo(bytes);
    }
    fake.faults().add(Fault.of(MEDIA, What.CUT_MIDDLE), 1);
    try (ObjectBody body = store.open(KEY, new ByteRange(1000, 2_000_000)).orElseThrow()) {
      assertThat(body.readAll()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2_001_000));
    }
  }

  @Test
  void readsOnInNoOtherVersion() throws IOException {
    store.write(KEY, Content.of(noise(3_000_000)), Condition.ALWAYS);
    fake.faults().add(Fault.of(MEDIA, What.CUT_MIDDLE), 1);
    try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow();
        InputStream in = body.stream()) {
      store.write(KEY, Content.of(noise(3_000_001)), Condition.ALWAYS);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(in::readAllBytes)
          .returns(Kind.UNAVAILABLE, StorageException::kind);
    }
  }

  @Test
  void refusesBytesThatAreNotAsStored() throws IOException {
    store.write(KEY, Content.of(noise(100_000)), Condition.ALWAYS);
    fake.faults().add(Fault.of(MEDIA, What.CORRUPT), 1);
    try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow();
        InputStream in = body.stream()) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(in::readAllBytes)
          .returns(Kind.CORRUPT, StorageException::kind);
    }
  }

  @Test
  void cutsOffBodiesThatNobodyWants() throws IOException {
    store.write(KEY, Content.of(noise(6_000_000)), Condition.ALWAYS);
    for (int i = 0; i < 2 * Settings.CONNECTIONS; i++) {
      try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow();
          InputStream in = body.stream()) {
        assertThat(in.read()).isNotNegative();
      }
    }
  }

  @Test
  void deletesWhatABatchDidNotAtFirst() {
    List<ObjectKey> keys =
        IntStream.range(0, 250).mapToObj(i -> new ObjectKey("many/" + i)).toList();
    keys.subList(0, 20).forEach(key -> store.write(key, Content.of("x"), Condition.ALWAYS));
    fake.faults().add(Fault.of("DELETE .*many", What.STATUS), 5);
    fake.faults().add(Fault.of("DELETE .*many", What.STATUS).status(429, 0), 5);
    fake.faults().add(Fault.of("POST /batch", What.CUT_AFTER), 1);
    assertThat(store.deleteAll(keys)).isEmpty();
    assertThat(store.list(new ListQuery("many/", "", 10, false)).objects()).isEmpty();
  }

  @Test
  void tellsWhichOfABatchWereNotDeleted() {
    List<ObjectKey> keys = List.of(new ObjectKey("two/1"), new ObjectKey("two/2"));
    keys.forEach(key -> store.write(key, Content.of("x"), Condition.ALWAYS));
    fake.faults().add(Fault.of("DELETE .*two%2F2", What.STATUS).status(403, 0), 1);
    assertThat(store.deleteAll(keys))
        .extracting(DeleteFailure::key, DeleteFailure::kind)
        .containsExactly(tuple(keys.get(1), Kind.DENIED));
    assertThat(store.head(keys.get(0))).isEmpty();
    assertThat(store.head(keys.get(1))).isPresent();
  }

  @Test
  void renewsATokenThatIsNoLongerGood() {
    store.write(KEY, Content.of("x"), Condition.ALWAYS);
    fake.renewTokens(Duration.ofHours(1));
    assertThat(store.head(KEY)).isPresent();
    fake.renewTokens(Duration.ofHours(1));
    assertThat(store.write(KEY, Content.of("y"), Condition.ALWAYS).written()).isTrue();
    fake.renewTokens(Duration.ofHours(1));
    assertThat(store.uploads().begin(new ObjectKey("b")).handle()).isNotEmpty();
  }

  @Test
  void saysThatTheClockIsWrong() {
    Inspection.compareClocks(httpDate(Duration.ofMinutes(-4)));
    Inspection.compareClocks("");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Inspection.compareClocks(httpDate(Duration.ofHours(1))))
        .withMessageContaining("the clock of this machine")
        .withMessageContaining("behind");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> Inspection.compareClocks(httpDate(Duration.ofHours(-1))))
        .withMessageContaining("ahead");
  }

  private static String httpDate(Duration ahead) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        OffsetDateTime.now(ZoneOffset.UTC).plus(ahead));
  }

  @Test
  void saysThatUploadsAreNotAllowed() {
    fake.faults().add(Fault.of("uploads", What.STATUS).status(403, 0), 1000);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> OnFake.of(fake).open())
        .returns(Kind.DENIED, StorageException::kind)
        .withMessageContaining("stowage.storage.gcs.credentials-file")
        .withMessageContaining("roles/storage.objectUser");
  }

  @Test
  void presignsForAWeekAtMost() {
    assertThat(
            store
                .presignGet(KEY, new PresignOptions("text/plain", "", Duration.ofDays(30)))
                .orElseThrow()
                .toString())
        .contains("X-Goog-Expires=604800");
  }
}
