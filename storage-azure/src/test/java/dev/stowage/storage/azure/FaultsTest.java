package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.WriteResult.Written;
import dev.stowage.storage.azure.Unruly.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is told of a call whose request, answer or bytes did not get through is true.
class FaultsTest {

  private static final Fault BUSY = new Fault.Answer(503, Map.of("x-ms-error-code", "ServerBusy"));

  private final ObjectKey key = new ObjectKey("faults/" + UUID.randomUUID());
  private Unruly unruly;
  private ObjectStore store;
  private ObjectStore other;

  @BeforeEach
  void open() throws IOException {
    Configured plain = Configured.of(Azurite.shared());
    unruly = new Unruly(Azurite.shared());
    store =
        AzureStore.open(
            Configured.at(unruly.endpoint())
                .with("request-timeout", "1s")
                .with("call-timeout", "4s")
                .settings());
    other = AzureStore.open(plain.settings());
    unruly.seen();
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
    unruly.close();
  }

  private static Fault lost(Runnable meanwhile) {
    return new Fault.LoseAnswer(meanwhile);
  }

  private static Fault lost() {
    return lost(() -> {});
  }

  private static void fails(Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .returns(kind, StorageException::kind);
  }

  private Version put(String text) {
    return version(other.write(key, Content.of(text), Condition.ALWAYS));
  }

  private static Version version(WriteResult result) {
    assertThat(result).isInstanceOf(Written.class);
    return ((Written) result).version();
  }

  private String text() {
    try (ObjectBody body = other.open(key, ByteRange.ALL).orElseThrow()) {
      return new String(body.readAll(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void triesAgainWhatAThrottledStoreRefuses() {
    unruly.next(3, "PUT", BUSY);
    assertThat(store.write(key, Content.of("x"), Condition.IF_ABSENT).written()).isTrue();
    assertThat(unruly.seen()).containsExactly("PUT", "PUT", "PUT", "PUT");
  }

  @Test
  void passesOnHowLongToWait() {
    unruly.next(
        "HEAD",
        new Fault.Answer(503, Map.of("x-ms-error-code", "ServerBusy", "Retry-After", "30")));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.head(key))
        .returns(Kind.THROTTLED, StorageException::kind)
        .returns(Duration.ofSeconds(30), StorageException::retryAfter);
  }

  @Test
  void knowsItsOwnWriteByItsMark() {
    unruly.next("PUT", lost());
    Version created = version(store.write(key, Content.of("first"), Condition.IF_ABSENT));
    assertThat(unruly.seen()).containsExactly("PUT", "PUT", "HEAD");
    assertThat(other.head(key).orElseThrow().version()).isEqualTo(created);

    unruly.next("PUT", lost());
    Version changed = version(store.write(key, Content.of("second"), new IfVersion(created)));
    assertThat(other.head(key).orElseThrow().version()).isEqualTo(changed);
    assertThat(text()).isEqualTo("second");
  }

  @Test
  void isRefusedWhereItsRequestWasLost() {
    put("theirs");
    unruly.next("PUT", BUSY);
    assertThat(store.write(key, Content.of("ours"), Condition.IF_ABSENT))
        .isEqualTo(WriteResult.refused());
  }

  @Test
  void doesNotGuessWhetherItsWriteStoodForAMoment() {
    unruly.next("PUT", lost(() -> put("theirs")));
    fails(Kind.TIMEOUT, () -> store.write(key, Content.of("ours"), Condition.IF_ABSENT));
    assertThat(text()).isEqualTo("theirs");

    Version theirs = other.head(key).orElseThrow().version();
    unruly.next("PUT", lost(() -> other.delete(key, Condition.ALWAYS)));
    fails(Kind.TIMEOUT, () -> store.write(key, Content.of("ours"), new IfVersion(theirs)));
  }

  @Test
  void doesNotGuessWhoDeleted() {
    Version version = put("x");
    unruly.next("DELETE", lost());
    fails(Kind.TIMEOUT, () -> store.delete(key, new IfVersion(version)));
    assertThat(other.head(key)).isEmpty();
  }

  @Test
  void deletesUnconditionallyThroughLostAnswers() {
    put("x");
    unruly.next("DELETE", lost());
    assertThat(store.delete(key, Condition.ALWAYS)).isTrue();
  }

  @Test
  void knowsItsOwnCompletion() {
    StagedUpload upload = store.uploads().begin(key);
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("parts"), true);
    unruly.next("PUT blocklist", lost());
    Version version = version(store.uploads().complete(upload, List.of(part)));
    assertThat(other.head(key).orElseThrow().version()).isEqualTo(version);
    fails(Kind.MISUSE, () -> store.uploads().complete(upload, List.of(part)));
  }

  @Test
  void doesNotTakeAnothersCompletionForItsOwn() {
    StagedUpload upload = store.uploads().begin(key);
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("parts"), true);
    unruly.next("PUT blocklist", BUSY);
    put("theirs");
    assertThat(store.uploads().complete(upload, List.of(part))).isEqualTo(WriteResult.refused());

    ObjectKey second = new ObjectKey(key + "-2");
    StagedUpload twice = store.uploads().begin(second);
    Part whole = store.uploads().putPart(twice, 1, 0, Content.of("parts"), true);
    unruly.next("PUT blocklist", lost(() -> other.delete(second, Condition.ALWAYS)));
    fails(Kind.TIMEOUT, () -> store.uploads().complete(twice, List.of(whole)));
  }

  @Test
  void abortsThroughLostAnswers() {
    StagedUpload upload = store.uploads().begin(key);
    store.uploads().putPart(upload, 1, 0, Content.of("parts"), true);
    unruly.next("PUT blocklist", lost()).next("DELETE", lost());
    store.uploads().abort(upload);
    assertThat(other.head(key)).isEmpty();
    assertThat(other.uploads().unfinished(ListQuery.of(key.value()))).isEmpty();
  }

  @Test
  void sendsPartsAgain() {
    StagedUpload upload = store.uploads().begin(key);
    unruly.next("PUT block", lost()).next("PUT block", new Fault.FlipRequest());
    byte[] bytes = noise(300_000);
    Part part = store.uploads().putPart(upload, 1, 0, Content.of(bytes), true);
    store.uploads().complete(upload, List.of(part));
    try (ObjectBody body = other.open(key, ByteRange.ALL).orElseThrow()) {
      assertThat(body.readAll()).isEqualTo(bytes);
    }
  }

  @Test
  void storesNothingThatChangedOnTheWay() {
    unruly.next(100, "PUT", new Fault.FlipRequest());
    fails(Kind.CORRUPT, () -> store.write(key, Content.of("true"), Condition.ALWAYS));
    assertThat(other.head(key)).isEmpty();
  }

  @Test
  void givesOutNothingThatChangedOnTheWay() {
    put("true");
    unruly.next("GET", new Fault.FlipAnswer());
    fails(
        Kind.CORRUPT,
        () -> {
          try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
            body.readAll();
          }
        });
  }

  @Test
  void readsOnWhereTheConnectionBroke() {
    byte[] bytes = noise(2_000_000);
    other.write(key, Content.of(bytes), Condition.ALWAYS);
    unruly.next("GET", new Fault.Cut(700_000)).next("GET", new Fault.Cut(900_000));
    try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
      assertThat(body.readAll()).isEqualTo(bytes);
    }
    assertThat(unruly.seen()).containsExactly("GET", "GET", "GET");
  }

  @Test
  void doesNotMixTwoVersions() {
    byte[] bytes = noise(2_000_000);
    other.write(key, Content.of(bytes), Condition.ALWAYS);
    unruly.next("GET", new Fault.Cut(700_000));
    try (ObjectBody body = store.open(key, new ByteRange(0, 1_900_000)).orElseThrow()) {
      other.write(key, Content.of(noise(1_999_999)), Condition.ALWAYS);
      fails(Kind.UNAVAILABLE, body::readAll);
    }
  }

  @Test
  void saysThatAllConnectionsAreInUse() {
    put("x");
    Settings narrow =
        Configured.of(Azurite.shared())
            .with("connections", "1")
            .with("call-timeout", "1s")
            .settings();
    try (ObjectStore one = AzureStore.open(narrow)) {
      try (ObjectBody body = one.open(key, ByteRange.ALL).orElseThrow()) {
        fails(Kind.THROTTLED, () -> one.head(key));
        assertThat(body.readAll()).hasSize(1);
      }
      assertThat(one.head(key)).isPresent();
      assertThat(one.open(new ObjectKey("missing"), ByteRange.ALL)).isEmpty();
      assertThat(one.head(key)).isPresent();
    }
  }

  @Test
  void tellsAnInterruptedCallerSo() throws InterruptedException {
    unruly.next("HEAD", new Fault.Silence());
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  fails(Kind.UNAVAILABLE, () -> store.head(key));
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                });
    while (unruly.seen().isEmpty()) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    caller.join();
  }

  @Test
  void triesAgainWhereNoAnswerComes() {
    unruly.next("HEAD", new Fault.Silence());
    assertThat(store.head(key)).isEmpty();
    assertThat(unruly.seen()).containsExactly("HEAD", "HEAD");
  }

  @Test
  void givesUpOnASilentStore() {
    unruly.next(100, "HEAD", new Fault.Silence());
    fails(Kind.TIMEOUT, () -> store.head(key));
    unruly.next(100, "PUT", new Fault.Silence());
    fails(Kind.TIMEOUT, () -> store.write(key, Content.of("x"), Condition.IF_ABSENT));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
