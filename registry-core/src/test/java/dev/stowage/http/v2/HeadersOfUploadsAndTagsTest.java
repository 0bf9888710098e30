package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.guard.Permit;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.OciException;
import dev.stowage.tag.TagCondition;
import dev.stowage.upload.ChunkRange;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersOfUploadsAndTagsTest {
  private static final Digest DIGEST = Digest.parse("sha256:" + "0123456789abcdef".repeat(4));
  private static final String ETAG = "\"" + DIGEST + "\"";

  @Test
  void readsBothFormsOfContentRange() {
    assertThat(ContentRange.parse(null)).isEmpty();
    assertThat(ContentRange.parse("0-9")).contains(new ChunkRange(0, 9));
    assertThat(ContentRange.parse("bytes 5-9/*")).contains(new ChunkRange(5, 9));
    assertThat(ContentRange.parse("bytes 5-9/100")).contains(new ChunkRange(5, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "5", "9-5", "-5", "a-b", "0-99999999999999999999", "bytes=0-5"})
  void refusesAContentRangeThatIsNone(String header) {
    assertThatThrownBy(() -> ContentRange.parse(header)).isInstanceOf(OciException.class);
  }

  @Test
  void readsDemandsOnTags() {
    assertThat(Conditions.onTag(call())).isEqualTo(TagCondition.any());
    assertThat(Conditions.onTag(call("If-None-Match", "*"))).isEqualTo(new TagCondition.Absent());
    assertThat(Conditions.onTag(call("If-Match", ETAG)))
        .isEqualTo(new TagCondition.PointsTo(DIGEST));
  }

  @Test
  void refusesDemandsOnTagsThatItDoesNotUnderstand() {
    for (Call call :
        new Call[] {
          call("If-Match", "*"),
          call("If-Match", "W/" + ETAG),
          call("If-Match", ETAG + ", " + ETAG),
          call("If-Match", DIGEST.toString()),
          call("If-Match", "\"x\""),
          call("If-Match", ""),
          call("If-None-Match", ETAG),
          call("If-None-Match", "*", "If-Match", ETAG),
        }) {
      assertThatThrownBy(() -> Conditions.onTag(call))
          .isInstanceOfSatisfying(OciException.class, e -> assertThat(e.status()).isEqualTo(400));
    }
  }

  @Test
  void knowsWhetherTheClientHasTheContent() {
    assertThat(Conditions.hasAlready(call(), ETAG)).isFalse();
    assertThat(Conditions.hasAlready(call("If-None-Match", ETAG), ETAG)).isTrue();
    assertThat(Conditions.hasAlready(call("If-None-Match", "W/" + ETAG), ETAG)).isTrue();
    assertThat(Conditions.hasAlready(call("If-None-Match", "\"x\", " + ETAG + ",\"y\""), ETAG))
        .isTrue();
    assertThat(Conditions.hasAlready(call("If-None-Match", "*"), ETAG)).isTrue();
    assertThat(Conditions.hasAlready(call("If-None-Match", "\"x\""), ETAG)).isFalse();
    assertThat(Conditions.hasAlready(call("If-None-Match", "\"" + ETAG), ETAG)).isFalse();
  }

  @Test
  void comparesIfRangeStrongly() {
    assertThat(Conditions.wantsRange(call(), ETAG)).isTrue();
    assertThat(Conditions.wantsRange(call("If-Range", ETAG), ETAG)).isTrue();
    assertThat(Conditions.wantsRange(call("If-Range", "W/" + ETAG), ETAG)).isFalse();
    assertThat(Conditions.wantsRange(call("If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"), ETAG))
        .isFalse();
  }

  private static Call call(String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return new Call(Method.PUT, "", map, null, new MemoryBudget(1), null, Permit.EVERYTHING);
  }
}
