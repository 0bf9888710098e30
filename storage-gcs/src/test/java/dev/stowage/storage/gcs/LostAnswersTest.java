package dev.stowage.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.WriteResult.Written;
import dev.stowage.storage.gcs.fake.FakeGcs;
import dev.stowage.storage.gcs.fake.Faults.Fault;
import dev.stowage.storage.gcs.fake.Faults.What;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was asked has happened, but nobody said so: neither is a write denied that stands, nor one
/// told that does not.
class LostAnswersTest {

  private static final String INSERT = "^POST /upload/";
  private static final ObjectKey KEY = new ObjectKey("a/key");

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
    store.delete(KEY, Condition.ALWAYS);
    store.close();
  }

  private static void lose(String regex, What what) {
    fake.faults().add(Fault.of(regex, what), 1);
  }

  private static Version version(WriteResult result) {
    return ((Written) result).version();
  }

  private String text() {
    try (ObjectBody body = store.open(KEY, ByteRange.ALL).orElseThrow()) {
      return new String(body.readAll(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER", "STATUS_AFTER", "CUT_BEFORE", "STATUS"})
  void tellsThatTheFirstWriteStands(What what) {
    lose(INSERT, what);
    WriteResult result = store.write(KEY, Content.of("first"), Condition.IF_ABSENT);
    assertThat(version(result)).isEqualTo(store.head(KEY).orElseThrow().version());
    assertThat(((Written) result).crc32c()).isPresent();
    assertThat(text()).isEqualTo("first");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER", "STATUS_AFTER", "CUT_BEFORE", "STATUS"})
  void tellsThatTheNextVersionStands(What what) {
    Version first = version(store.write(KEY, Content.of("first"), Condition.IF_ABSENT));
    lose(INSERT, what);
    Version second = version(store.write(KEY, Content.of("second"), new IfVersion(first)));
    assertThat(store.head(KEY).orElseThrow().version()).isEqualTo(second);
    assertThat(text()).isEqualTo("second");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER", "STATUS_AFTER"})
  void tellsThatTheCopyStands(What what) {
    ObjectKey from = new ObjectKey("a/source");
    store.write(from, Content.of("copied"), Condition.ALWAYS);
    lose("/rewriteTo/", what);
    assertThat(store.copy(from, KEY, Condition.IF_ABSENT).written()).isTrue();
    assertThat(text()).isEqualTo("copied");
  }

  @Test
  void refusesTheSecondWriterWhoseFirstTryWasNotHeard() {
    store.write(KEY, Content.of("another's"), Condition.ALWAYS);
    lose(INSERT, What.CUT_BEFORE);
    assertThat(store.write(KEY, Content.of("ours"), Condition.IF_ABSENT))
        .isEqualTo(WriteResult.refused());
    assertThat(text()).isEqualTo("another's");
  }

  /// Ours stood, another one followed upon it: nobody can know any more, so nothing is claimed.
  @Test
  void claimsNothingWhenTheNextWriterWasFaster() {
    Version first = version(store.write(KEY, Content.of("first"), Condition.IF_ABSENT));
    String ours = INSERT + ".*ifGenerationMatch=" + first.value();
    lose(ours, What.CUT_AFTER);
    fake.faults().add(Fault.of(ours, What.STALL).stall(Duration.ofSeconds(3)), 1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<WriteResult> writing =
          CompletableFuture.supplyAsync(
              () -> store.write(KEY, Content.of("ours"), new IfVersion(first)), threads);
      Version second = first;
      while (second.equals(first)) {
        second = store.head(KEY).orElseThrow().version();
      }
      store.write(KEY, Content.of("the next"), new IfVersion(second));
      assertThat(writing)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(StorageException.class)
          .withMessageContaining("an answer was lost");
    }
    assertThat(text()).isEqualTo("the next");
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER", "STATUS_AFTER"})
  void claimsNothingOfADeletionThatSomeoneElseMayHaveDone(What what) {
    Version first = version(store.write(KEY, Content.of("first"), Condition.IF_ABSENT));
    lose("^DELETE /storage/", what);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.delete(KEY, new IfVersion(first)))
        .returns(Kind.TIMEOUT, StorageException::kind);
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void deletesWhatItWasNotHeardToDelete() {
    Version first = version(store.write(KEY, Content.of("first"), Condition.IF_ABSENT));
    lose("^DELETE /storage/", What.CUT_BEFORE);
    assertThat(store.delete(KEY, new IfVersion(first))).isTrue();
    lose("^DELETE /storage/", What.CUT_AFTER);
    assertThat(store.delete(KEY, Condition.ALWAYS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER", "STATUS_AFTER", "CUT_BEFORE", "STATUS"})
  void completesAnUploadThroughEveryLostAnswer(What what) {
    byte[] part = new byte[5 << 20];
    lose("^POST /stowage/.*uploads", what);
    StagedUpload upload = store.uploads().begin(KEY);
    lose("partNumber=1", what);
    Part first = store.uploads().putPart(upload, 1, 0, Content.of(part), false);
    Part second = store.uploads().putPart(upload, 2, part.length, Content.of("end"), true);
    lose("^POST /stowage/.*uploadId", what);
    lose("/moveTo/", what);
    WriteResult result = store.uploads().complete(upload, List.of(first, second));
    assertThat(version(result)).isEqualTo(store.head(KEY).orElseThrow().version());
    assertThat(store.head(KEY).orElseThrow().size()).isEqualTo(part.length + 3);
    assertThat(store.uploads().unfinished(ListQuery.of(""))).isEmpty();
  }

  /// The writer died after the upload was put together, before it was moved.
  @Test
  void goesOnFromWhereACompletionWasBrokenOff() {
    StagedUpload upload = store.uploads().begin(KEY);
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("whole"), true);
    fake.faults().add(Fault.of("/moveTo/", What.STATUS).status(403, 0), 1);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.uploads().complete(upload, List.of(part)));
    assertThat(store.head(KEY)).isEmpty();
    assertThat(store.list(ListQuery.of("")).objects()).isEmpty();
    assertThat(store.uploads().unfinished(ListQuery.of("")))
        .extracting(StagedUpload::target)
        .containsExactly(KEY);

    assertThat(store.uploads().complete(upload, List.of(part)).written()).isTrue();
    assertThat(text()).isEqualTo("whole");
    assertThat(store.uploads().unfinished(ListQuery.of(""))).isEmpty();
  }

  /// The same, and only the janitor comes by.
  @Test
  void leavesNothingOfACompletionThatWasBrokenOff() {
    StagedUpload upload = store.uploads().begin(KEY);
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("whole"), true);
    fake.faults().add(Fault.of("/moveTo/", What.STATUS).status(403, 0), 1);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.uploads().complete(upload, List.of(part)));
    store.uploads().unfinished(ListQuery.of(KEY.value())).forEach(store.uploads()::abort);
    assertThat(store.uploads().unfinished(ListQuery.of(""))).isEmpty();
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.uploads().complete(upload, List.of(part)))
        .returns(Kind.MISUSE, StorageException::kind);
  }
}
