package dev.stowage.upload.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Capabilities;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartSizesTest {

  /// S3, Azure Blob, and a store whose smallest part is large.
  @ParameterizedTest
  @CsvSource({"5242880, 5368709120, 10000", "1, 4194304000, 50000", "104857600, 5368709120, 10000"})
  void reachFiveTebibytesWithinTheStoresLimits(long smallest, long largest, int most) {
    PartSizes sizes =
        PartSizes.of(new Capabilities(false, true, true, smallest, largest, most, 1000));
    long sum = 0;
    int before = 0;
    for (int number = 1; number <= most; number++) {
      int size = sizes.of(number);
      assertThat((long) size).isBetween(smallest, largest);
      assertThat(size).isGreaterThanOrEqualTo(before);
      before = size;
      sum += size;
    }
    assertThat(sum).isGreaterThanOrEqualTo(PartSizes.REACH);
  }

  /// So that stores that take only multiples of 256 KiB take them.
  @ParameterizedTest
  @CsvSource({"5242880, 5368709120, 10000", "262144, 5368709120, 1000000"})
  void areWholePieces(long smallest, long largest, int most) {
    PartSizes sizes =
        PartSizes.of(new Capabilities(false, true, true, smallest, largest, most, 1000));
    for (int number = 1; number <= most; number += 77) {
      assertThat(sizes.of(number) % PartMemory.PIECE).isZero();
    }
  }
}
