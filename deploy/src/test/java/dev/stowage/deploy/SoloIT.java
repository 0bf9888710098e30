package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Replicas without Redis on one bucket: the first serves, a second says why it does not start, and
/// takes over when the first has died or ended.
class SoloIT {

  @ParameterizedTest
  @EnumSource(
      value = Cloud.class,
      names = {"S3PROXY", "AZURE", "GCS"})
  void onlyOneServesABucket(Cloud cloud) {
    try (Backing store = cloud.start();
        Registry first = Registry.on(store).start();
        Registry second = Registry.on(store)) {
      assertThat(second.startAndFail())
          .contains("uses this bucket, and without Redis only one may")
          .contains("stowage.redis.uri")
          .doesNotContain("\tat ");
      first.kill();
      second.start();
      assertThat(first.startAndFail()).contains("uses this bucket");
      second.stop();
      first.start();
    }
  }
}
