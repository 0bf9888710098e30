package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.s3.Gate.Fault;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The connection is cut where nobody can know whether the request took effect. Neither a lost nor
/// a double write is reported.
class LostAnswersTest {

  private final GatedStore gated = new GatedStore();
  private final ObjectKey key = gated.key("object");

  @AfterEach
  void close() {
    gated.close();
  }

  private WriteResult write(String text, Condition condition) {
    return gated.store.write(key, Content.of(text), condition);
  }

  private static void untold(Runnable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call::run)
        .withMessageContaining("cannot be told")
        .returns(Kind.TIMEOUT, StorageException::kind);
  }

  /// The first request of that method is cut and never reaches the server; before the second one
  /// comes, that happens.
  private void cutThen(String method, Runnable meanwhile) {
    AtomicInteger count = new AtomicInteger();
    gated.gate.breakBy(
        request -> {
          if (!request.method().equals(method)) {
            return Fault.NONE;
          }
          if (count.incrementAndGet() == 1) {
            return new Fault.CutBefore();
          }
          if (count.get() == 2) {
            meanwhile.run();
          }
          return Fault.NONE;
        });
  }

  @Test
  void knowsItsOwnWriteWhereNothingStood() {
    gated.gate.breakNext("PUT", new Fault.CutAfter());
    WriteResult result = write("mine", Condition.IF_ABSENT);
    assertThat(GatedStore.version(result)).isEqualTo(gated.versionOf(key));
    assertThat(gated.text(key)).hasValue("mine");
    assertThat(gated.gate.kinds()).containsExactly("PUT", "PUT", "HEAD");
  }

  @Test
  void knowsItsOwnWriteOverAVersion() {
    Version before = gated.put(key, "before");
    gated.gate.breakNext("PUT", new Fault.CutAfter(), new Fault.CutAfter());
    WriteResult result = write("mine", new IfVersion(before));
    assertThat(GatedStore.version(result)).isEqualTo(gated.versionOf(key));
    assertThat(gated.text(key)).hasValue("mine");
  }

  @Test
  void writesAgainWhatNeverArrived() {
    gated.gate.breakNext("PUT", new Fault.CutBefore());
    assertThat(write("mine", Condition.IF_ABSENT).written()).isTrue();
    assertThat(gated.text(key)).hasValue("mine");
    assertThat(gated.gate.kinds()).containsExactly("PUT", "PUT");
  }

  @Test
  void claimsNothingWhenAnotherStandsAfterALostAnswer() {
    cutThen("PUT", () -> gated.put(key, "theirs"));
    untold(() -> write("mine", Condition.IF_ABSENT));
    assertThat(gated.text(key)).hasValue("theirs");
  }

  @Test
  void claimsNothingWhenItsWriteMayHaveBeenReplaced() {
    Version before = gated.put(key, "before");
    cutThen("PUT", () -> gated.put(key, "theirs"));
    untold(() -> write("mine", new IfVersion(before)));
    assertThat(gated.text(key)).hasValue("theirs");
  }

  @Test
  void isNotFooledByEqualBytesOfAnother() {
    cutThen("PUT", () -> gated.put(key, "same"));
    untold(() -> write("same", Condition.IF_ABSENT));
  }

  @Test
  void refusesPlainlyWhenNoAnswerWasLost() {
    gated.put(key, "theirs");
    gated.gate.breakNext("PUT", Gate.error(503, "SlowDown"), Gate.error(503, "SlowDown"));
    assertThat(write("mine", Condition.IF_ABSENT)).isEqualTo(WriteResult.refused());
  }

  @Test
  void leavesNoUploadThatWasBegunByALostAnswer() {
    gated.gate.breakNext("POST", new Fault.CutAfter(), new Fault.CutAfter());
    StagedUpload upload = gated.store.uploads().begin(key);
    assertThat(gated.store.uploads().unfinished(ListQuery.of(key.value()))).hasSize(1);
    Part part = gated.store.uploads().putPart(upload, 1, 0, Content.of("whole"), true);
    assertThat(gated.store.uploads().complete(upload, List.of(part)).written()).isTrue();
    assertThat(gated.store.uploads().unfinished(ListQuery.of(key.value()))).isEmpty();
  }

  @Test
  void completesOnceThoughTheAnswerIsLost() {
    StagedUpload upload = gated.store.uploads().begin(key);
    Part part = gated.store.uploads().putPart(upload, 1, 0, Content.of("whole"), true);
    gated.gate.breakNext("POST", new Fault.CutAfter());
    WriteResult result = gated.store.uploads().complete(upload, List.of(part));
    assertThat(GatedStore.version(result)).isEqualTo(gated.versionOf(key));
    assertThat(gated.text(key)).hasValue("whole");
  }

  @Test
  void claimsNoCompletionWhenAnotherStands() {
    StagedUpload upload = gated.store.uploads().begin(key);
    Part part = gated.store.uploads().putPart(upload, 1, 0, Content.of("whole"), true);
    cutThen("POST", () -> gated.put(key, "theirs"));
    untold(() -> gated.store.uploads().complete(upload, List.of(part)));
    assertThat(gated.text(key)).hasValue("theirs");
  }

  @Test
  void deletesOnceThoughTheAnswerIsLost() {
    Version version = gated.put(key, "old");
    gated.gate.breakNext("DELETE", new Fault.CutAfter());
    assertThat(gated.store.delete(key, new IfVersion(version))).isTrue();
    assertThat(gated.text(key)).isEmpty();
  }

  @Test
  void claimsNoDeletionWhenAnotherStands() {
    Version version = gated.put(key, "old");
    cutThen("DELETE", () -> gated.put(key, "new"));
    untold(() -> gated.store.delete(key, new IfVersion(version)));
    assertThat(gated.text(key)).hasValue("new");
  }

  @Test
  void refusesToDeletePlainlyWhenNoAnswerWasLost() {
    Version version = gated.put(key, "old");
    gated.put(key, "new");
    gated.gate.breakNext("DELETE", Gate.error(503, "SlowDown"));
    assertThat(gated.store.delete(key, new IfVersion(version))).isFalse();
  }
}
