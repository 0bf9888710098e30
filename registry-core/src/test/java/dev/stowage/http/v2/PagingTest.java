package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.catalog.PageRequest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
  @Test
  void capsThePage() {
    assertThat(of("").page()).isEqualTo(new PageRequest(PageRequest.MAX, ""));
    assertThat(of("n=7&last=x").page()).isEqualTo(new PageRequest(7, "x"));
    assertThat(of("n=2147483647").page().n()).isEqualTo(PageRequest.MAX);
  }

  @Test
  void asksForNothingWithZero() {
    assertThat(of("n=0").none()).isTrue();
    assertThat(of("n=1").none()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n=-1",
        "n=x",
        "n=",
        "n=1.5",
        "n=2147483648",
        "n=99999999999999999999999",
        "n=%2B1",
        "last=..%2Fx",
        "last=-",
        "last=%20"
      })
  void refusesNumbersAndPlacesThatAreNone(String query) {
    assertThatThrownBy(() -> of(query))
        .isInstanceOfSatisfying(
            OciException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PAGINATION_NUMBER_INVALID);
              assertThat(e.status()).isEqualTo(400);
            });
  }

  private static Paging of(String query) {
    return Paging.of(Query.parse(query), Tag::parse);
  }
}
