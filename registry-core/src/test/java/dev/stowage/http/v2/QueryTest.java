package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.error.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  @Test
  void decodesEscapesAndKeepsOrder() {
    Query query = Query.parse("tag=a&tag=b&digest=sha256%3Aab&unknown&=&x=%C3%A4");

    assertThat(query.all("tag")).containsExactly("a", "b");
    assertThat(query.one("digest")).contains("sha256:ab");
    assertThat(query.one("unknown")).contains("");
    assertThat(query.one("x")).contains("ä");
    assertThat(query.one("absent")).isEmpty();
  }

  @Test
  void takesAPlusForItself() {
    assertThat(Query.parse("artifactType=application/vnd.x+json").one("artifactType"))
        .contains("application/vnd.x+json");
  }

  @Test
  void refusesOneParameterTwiceWhereOneIsMeant() {
    assertThatThrownBy(() -> Query.parse("n=1&n=2").one("n")).isInstanceOf(OciException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%00", "a=%0a", "a=%ff", "a=ä", "a=b c\n"})
  void refusesWhatIsMalformed(String raw) {
    assertThatThrownBy(() -> Query.parse(raw)).isInstanceOf(OciException.class);
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> Query.parse("a&".repeat(Query.MAX_PARAMETERS + 1)))
        .isInstanceOf(OciException.class);
    assertThatThrownBy(() -> Query.parse("a=" + "b".repeat(Query.MAX_LENGTH)))
        .isInstanceOf(OciException.class);
  }
}
