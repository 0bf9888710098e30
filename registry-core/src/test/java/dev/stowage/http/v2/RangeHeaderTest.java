package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {
  private static final long SIZE = 1000;

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-, 0, 1000",
    "bytes=0-999, 0, 1000",
    "bytes=999-, 999, 1",
    "bytes=500-5000, 500, 500",
    "bytes=-1, 999, 1",
    "bytes=-1000, 0, 1000",
    "bytes=-99999999999999999999999, 0, 1000",
    "bytes=1-99999999999999999999999, 1, 999",
    "BYTES=2-3, 2, 2",
  })
  void servesOneRange(String header, long offset, long length) {
    assertThat(RangeHeader.parse(header, SIZE))
        .isEqualTo(new RangeHeader.Part(new ByteRange(offset, length)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=500-0",
        "bytes=1000-",
        "bytes=1000-2000",
        "bytes=99999999999999999999999-",
        "bytes=-0",
        "bytes=-",
        "bytes=",
        "bytes=x-y",
        "bytes=1-x",
        "bytes=--1",
        "bytes=+1-2",
      })
  void refusesWhatCannotBeServed(String header) {
    assertThat(RangeHeader.parse(header, SIZE)).isEqualTo(new RangeHeader.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,2-3", "bytes=0-,0-,0-,0-", "lines=1-2", "0-5"})
  void servesEverythingForSeveralRangesAndOtherUnits(String header) {
    assertThat(RangeHeader.parse(header, SIZE)).isEqualTo(new RangeHeader.Whole());
  }

  @Test
  void noRangeOfNothingCanBeServed() {
    assertThat(RangeHeader.parse("bytes=0-", 0)).isEqualTo(new RangeHeader.Unsatisfiable());
    assertThat(RangeHeader.parse("bytes=-5", 0)).isEqualTo(new RangeHeader.Unsatisfiable());
    assertThat(RangeHeader.parse(null, 0)).isEqualTo(new RangeHeader.Whole());
  }

  @Test
  void sendsOnlyPlainRangesToStores() {
    assertThat(RangeHeader.isPlain(null)).isTrue();
    assertThat(RangeHeader.isPlain("bytes=0-499")).isTrue();
    assertThat(RangeHeader.isPlain("bytes=500-")).isTrue();
    assertThat(RangeHeader.isPlain("bytes=-500")).isFalse();
    assertThat(RangeHeader.isPlain("bytes=0-1,5-6")).isFalse();
    assertThat(RangeHeader.isPlain("items=0-1")).isFalse();
  }
}
