package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StorageException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a bucket's objects are asked for, and for whom the requests are signed.
class AddressesTest {

  private static URI address(String bucket, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("access-key", "key");
    settings.put("secret-key", "secret");
    Duration hour = Duration.ofHours(1);
    try (S3Clients clients = S3Clients.of(Configured.with(settings))) {
      return clients.objects(bucket).presign("a+b=c/d", new PresignOptions("", "", hour), hour);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bucket,eu-central-1,https://bucket.s3.eu-central-1.amazonaws.com/a%2Bb%3Dc/d,eu-central-1",
    "dots.in.it,us-west-2,https://s3.us-west-2.amazonaws.com/dots.in.it/a%2Bb%3Dc/d,us-west-2",
    "bucket,cn-north-1,https://bucket.s3.cn-north-1.amazonaws.com.cn/a%2Bb%3Dc/d,cn-north-1",
    "arn:aws:s3:eu-west-1:123456789012:accesspoint/images,eu-west-1,"
        + "https://images-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/a%2Bb%3Dc/d,eu-west-1"
  })
  void followsTheRulesOfAmazon(String bucket, String region, String url, String signed) {
    URI address = address(bucket, Map.of("region", region));
    assertThat(address.toString()).startsWith(url + "?");
    assertThat(address.getRawQuery()).contains("%2F" + signed + "%2Fs3%2Faws4_request");
  }

  @ParameterizedTest
  @CsvSource({
    "true,http://127.0.0.1:9000/base,http://127.0.0.1:9000/base/bucket/a%2Bb%3Dc/d",
    "true,https://store.example,https://store.example/bucket/a%2Bb%3Dc/d",
    "false,https://store.example,https://bucket.store.example/a%2Bb%3Dc/d"
  })
  void asksTheEndpoint(String pathStyle, String endpoint, String url) {
    URI address = address("bucket", Map.of("endpoint", endpoint, "path-style", pathStyle));
    assertThat(address.toString()).startsWith(url + "?");
  }

  @Test
  void refusesADirectoryBucket() {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> address("images--use1-az4--x-s3", Map.of("region", "us-east-1")))
        .withMessageContaining("stowage.storage.s3.bucket");
  }
}
