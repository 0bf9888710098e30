package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.s3.Gate.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the store says when something is wrong, and what it does about it.
class TroubleTest {

  private final GatedStore gated =
      new GatedStore(Map.of("call-timeout", "PT2S", "request-timeout", "PT1S"));
  private final ObjectKey key = gated.key("object");

  @AfterEach
  void close() {
    gated.close();
  }

  private StorageException failure(Runnable call) {
    try {
      call.run();
    } catch (StorageException e) {
      return e;
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void waitsUntilTheStoreIsNoLongerThrottling() {
    AtomicInteger count = new AtomicInteger();
    gated.gate.breakBy(
        _ -> count.incrementAndGet() <= 4 ? Gate.error(503, "SlowDown") : Fault.NONE);
    gated.store.write(key, Content.of("patient"), Condition.ALWAYS);
    assertThat(gated.text(key)).hasValue("patient");
    assertThat(gated.gate.requests()).hasSize(5);
  }

  @Test
  void tellsForHowLongTheStoreWantsToBeLeftAlone() {
    gated.gate.breakBy(
        _ ->
            new Fault.Say(
                429, "Retry-After: 7\r\n", "<Error><Code>TooManyRequests</Code></Error>"));
    assertThat(failure(() -> gated.store.head(key)))
        .returns(Kind.THROTTLED, StorageException::kind)
        .returns(Duration.ofSeconds(7), StorageException::retryAfter);
    assertThat(gated.gate.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "503, SlowDown, THROTTLED",
    "503, ServiceUnavailable, THROTTLED",
    "429, TooManyRequests, THROTTLED",
    "409, OperationAborted, THROTTLED",
    "500, InternalError, UNAVAILABLE",
    "502, '', UNAVAILABLE",
    "503, '', UNAVAILABLE",
    "400, RequestTimeout, TIMEOUT",
    "403, AccessDenied, DENIED",
    "403, InvalidAccessKeyId, DENIED",
    "400, ExpiredToken, DENIED",
    "404, NoSuchBucket, UNAVAILABLE",
    "507, XMinioStorageFull, FULL",
    "400, BadDigest, CORRUPT",
    "400, InvalidRequest, MISUSE",
    "501, NotImplemented, MISUSE"
  })
  void knowsWhatErrorsMean(int status, String code, Kind kind) {
    gated.gate.breakBy(_ -> Gate.error(status, code));
    assertThat(failure(() -> gated.store.write(key, Content.of("x"), Condition.ALWAYS)))
        .returns(kind, StorageException::kind)
        .hasMessageContaining("writing " + key)
        .hasMessageContaining(code);
  }

  @Test
  void signsAgainWhenCredentialsHaveJustExpired() {
    gated.gate.breakNext("PUT", Gate.error(400, "ExpiredToken"));
    gated.store.write(key, Content.of("x"), Condition.IF_ABSENT);
    assertThat(gated.gate.kinds()).containsExactly("PUT", "PUT");
  }

  @Test
  void doesNotRepeatWhatWillNotPass() {
    gated.gate.breakBy(_ -> Gate.error(400, "InvalidRequest"));
    failure(() -> gated.store.list(ListQuery.of("")));
    assertThat(gated.gate.requests()).hasSize(1);
  }

  @Test
  void endsTheSilenceOfTheStore() {
    gated.gate.breakBy(_ -> new Fault.Silence());
    assertThat(failure(() -> gated.store.head(key))).returns(Kind.TIMEOUT, StorageException::kind);
  }

  @Test
  void sendsPartsAgain() {
    var upload = gated.store.uploads().begin(key);
    gated.gate.breakNext("PUT", new Fault.CutBefore(), Gate.error(500, "InternalError"));
    var part = gated.store.uploads().putPart(upload, 1, 0, Content.of("part"), true);
    gated.store.uploads().complete(upload, List.of(part));
    assertThat(gated.text(key)).hasValue("part");
  }

  @Test
  void tellsWhichObjectsABatchCouldNotRemove() {
    ObjectKey denied = gated.key("denied");
    ObjectKey busy = gated.key("busy");
    AtomicInteger count = new AtomicInteger();
    gated.gate.breakBy(
        _ ->
            new Fault.Say(
                200,
                "Content-Type: application/xml\r\n",
                count.incrementAndGet() == 1
                    ? "<DeleteResult>"
                        + error(denied, "AccessDenied")
                        + error(busy, "SlowDown")
                        + "</DeleteResult>"
                    : "<DeleteResult>" + error(denied, "InvalidRequest") + "</DeleteResult>"));
    List<DeleteFailure> failures = gated.store.deleteAll(List.of(denied, key, busy));
    assertThat(failures)
        .singleElement()
        .returns(denied, DeleteFailure::key)
        .returns(Kind.UNAVAILABLE, DeleteFailure::kind);
    assertThat(gated.gate.kinds()).containsExactly("POST delete", "POST delete");
  }

  private static String error(ObjectKey key, String code) {
    return "<Error><Key>%s</Key><Code>%s</Code><Message>no</Message></Error>".formatted(key, code);
  }

  @Test
  void tellsOfABatchThatNeverGotThrough() {
    gated.gate.breakBy(_ -> Gate.error(403, "SignatureDoesNotMatch"));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> gated.store.deleteAll(List.of(key)))
        .returns(Kind.DENIED, StorageException::kind);
  }

  @Test
  void keepsToTheStoresLimits() {
    var upload = gated.store.uploads().begin(key);
    assertThat(
            failure(() -> gated.store.uploads().putPart(upload, 10_001, 0, Content.of("x"), true)))
        .returns(Kind.MISUSE, StorageException::kind);
    assertThat(gated.store.capabilities())
        .returns(5L << 20, c -> c.minPart())
        .returns(5L << 30, c -> c.maxPart())
        .returns(10_000, c -> c.maxParts())
        .returns(1000, c -> c.maxBatchDelete());
    gated.store.uploads().abort(upload);
  }
}
