package dev.stowage.http.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.answer.Answer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
  @ParameterizedTest
  @CsvSource({
    "THROTTLED, 429, TOOMANYREQUESTS",
    "UNAVAILABLE, 503, UNAVAILABLE",
    "TIMEOUT, 503, UNAVAILABLE",
    "DENIED, 503, UNAVAILABLE",
    "FULL, 507, STORAGE_FULL",
    "CORRUPT, 500, INTERNAL",
    "MISUSE, 500, INTERNAL",
  })
  void saysWhatTheStoreCouldNotDoWithoutItsWords(Kind kind, int status, String code) {
    Answer answer =
        Failures.answer(new StorageException(kind, "secret-bucket /var/lib/secret"), "id-1");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(text(answer)).contains("\"code\":\"" + code + '"').doesNotContain("secret");
  }

  @Test
  void asksToWaitAsLongAsTheStoreDoesWithinReason() {
    assertThat(retryAfter(Duration.ofMillis(3500))).isEqualTo("4");
    assertThat(retryAfter(Duration.ZERO)).isEqualTo("2");
    assertThat(retryAfter(Duration.ofDays(1))).isEqualTo("60");
  }

  @Test
  void keepsInsidesToItself() {
    for (Throwable failure :
        new Throwable[] {
          new IllegalStateException("secret"),
          new IOException("secret"),
          new AssertionError("secret"),
          new OutOfMemoryError("secret"),
        }) {
      Answer answer = Failures.answer(failure, "id-1");
      assertThat(answer.status()).isIn(500, 503);
      assertThat(text(answer)).doesNotContain("secret").doesNotContain("Exception");
    }
    assertThat(text(Failures.answer(new IllegalStateException(), "id-1"))).contains("id-1");
  }

  @Test
  void tellsAllErrorsWithTheirDetails() {
    OciError one = new OciError(ErrorCode.MANIFEST_BLOB_UNKNOWN, "first");
    OciError two =
        new OciError(ErrorCode.MANIFEST_BLOB_UNKNOWN, "second", Map.of("digest", "sha256:\"x"));
    Answer answer = Failures.answer(new OciException(List.of(one, two)), "id-1");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(text(answer))
        .isEqualTo(
            "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"message\":\"first\"},"
                + "{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"message\":\"second\","
                + "\"detail\":{\"digest\":\"sha256:\\\"x\"}}]}\n");
  }

  @Test
  void writesJsonWhateverTheWords() {
    OciException e = new OciException(ErrorCode.NAME_INVALID, "a\"b\\c\nd\u0000é\ud800");
    assertThat(text(Failures.answer(e, "id-1"))).contains("a\\\"b\\\\c\\u000ad\\u0000é\\ud800");
  }

  private static String retryAfter(Duration wait) {
    Answer answer = Failures.answer(new StorageException(Kind.THROTTLED, "x", null, wait), "id-1");
    return answer.header("Retry-After").orElseThrow();
  }

  private static String text(Answer answer) {
    return answer.payload() instanceof Answer.Payload.Bytes(byte[] bytes)
        ? new String(bytes, StandardCharsets.UTF_8)
        : "";
  }
}
