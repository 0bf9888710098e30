package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {
  @Test
  void keepsKnownParametersOnly() {
    assertThat(LoggedTarget.of("/v2/a/tags/list", "n=5&token=secret&last=x&password"))
        .isEqualTo("/v2/a/tags/list?n=5&last=x");
  }

  @Test
  void cannotBeForged() {
    assertThat(LoggedTarget.of("/v2/a\n127.0.0.1 GET", "")).isEqualTo("/v2/a?127.0.0.1?GET");
    assertThat(LoggedTarget.of("/v2/\u001b[31mä", "")).isEqualTo("/v2/?[31m?");
  }

  @Test
  void isBounded() {
    assertThat(LoggedTarget.of("/v2/" + "a".repeat(10_000), "tag=b&".repeat(1000)))
        .hasSizeLessThan(1300);
  }

  @Test
  void takesAClientsRequestIdOnlyIfItIsAShortToken() {
    assertThat(RequestId.of("abc-1.2_3")).isEqualTo("abc-1.2_3");
    assertThat(RequestId.of(null)).hasSize(16);
    assertThat(RequestId.of("a b")).hasSize(16);
    assertThat(RequestId.of("a\r\nb")).hasSize(16);
    assertThat(RequestId.of("")).hasSize(16);
    assertThat(RequestId.of("a".repeat(65))).hasSize(16);
  }
}
