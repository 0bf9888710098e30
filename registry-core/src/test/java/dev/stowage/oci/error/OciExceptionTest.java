package dev.stowage.oci.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OciExceptionTest {
  @Test
  void hasTheStatusOfItsCodeUnlessToldOtherwise() {
    assertThat(new OciException(ErrorCode.BLOB_UNKNOWN, "gone").status()).isEqualTo(404);
    assertThat(new OciException(413, ErrorCode.SIZE_INVALID, "too large").status()).isEqualTo(413);
  }

  @Test
  void carriesEveryError() {
    OciError first = new OciError(ErrorCode.MANIFEST_BLOB_UNKNOWN, "one", Map.of("digest", "d"));
    OciError second = new OciError(ErrorCode.MANIFEST_BLOB_UNKNOWN, "two");
    OciException failure = new OciException(List.of(first, second));
    assertThat(failure.errors()).containsExactly(first, second);
    assertThat(failure.code()).isEqualTo(ErrorCode.MANIFEST_BLOB_UNKNOWN);
    assertThat(failure).hasMessage("one");
  }

  @Test
  void takesAStackTraceOnlyOfOurOwnFailures() {
    assertThat(new OciException(ErrorCode.NAME_INVALID, "bad").getStackTrace()).isEmpty();
    assertThat(new OciException(ErrorCode.INTERNAL, "bad").getStackTrace()).isNotEmpty();
  }

  @Test
  void quotesForeignTextHarmlessly() {
    assertThat(OciError.quoted("a b")).isEqualTo("\"a b\"");
    assertThat(OciError.quoted("a\n\"\\\u0000\u202e"))
        .isEqualTo("\"a\\u000a\\\"\\\\\\u0000\\u202e\"");
    assertThat(OciError.quoted("x".repeat(5000))).hasSize(105).endsWith("x...\"");
  }
}
