package dev.stowage.oci.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.Noise;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "0", "library/alpine", "a/b/c/d", "a.b", "a_b", "a__b", "a---b", "a-b_c.d/0"})
  void takesNamesOfTheGrammar(String name) {
    assertThat(RepositoryName.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "A",
        "a.",
        ".a",
        "a..b",
        "a___b",
        "a._b",
        "a-",
        "-a",
        "_a",
        "a_",
        "..",
        "a/../b",
        "a b",
        "a%2fb",
        "a\u0000b",
        "ä",
        "a:b",
        "a@b",
        "a\\b",
        "a\n",
        "a/_tags"
      })
  void refusesNamesOutsideTheGrammar(String name) {
    assertThatThrownBy(() -> RepositoryName.parse(name))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NAME_INVALID));
  }

  @Test
  void boundsNamesAndTheirComponents() {
    String component = "a".repeat(RepositoryName.MAX_COMPONENT_LENGTH);
    assertThat(RepositoryName.parse(component + "/" + "b".repeat(54)).value()).hasSize(255);
    assertThatThrownBy(() -> RepositoryName.parse(component + "/" + "b".repeat(55)))
        .hasMessage("a repository name has at most 255 characters, this one has 256");
    assertThatThrownBy(() -> RepositoryName.parse(component + "a"))
        .hasMessage("a component of a repository name has at most 200 characters");
  }

  @Test
  void knowsItsNamespace() {
    assertThat(RepositoryName.parse("a/b/c").namespace()).isEqualTo("a");
    assertThat(RepositoryName.parse("a").namespace()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_", "latest", "1.2.3", "V1", "_.-", "a-", "a..b"})
  void takesTagsOfTheGrammar(String tag) {
    assertThat(Tag.parse(tag)).hasToString(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "-a", ".a", "a/b", "a:b", "a b", "a+b", "é", "a\n", "a\0"})
  void refusesTagsOutsideTheGrammar(String tag) {
    assertThatThrownBy(() -> Tag.parse(tag))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TAG_INVALID));
  }

  @Test
  void boundsTags() {
    assertThat(Tag.parse("a".repeat(128)).value()).hasSize(128);
    assertThatThrownBy(() -> Tag.parse("a".repeat(129))).isInstanceOf(OciException.class);
  }

  @Test
  void tellsTagsFromDigests() {
    String digest = "sha256:" + "0".repeat(64);
    assertThat(Reference.parse("latest")).isEqualTo(new Reference.ByTag(Tag.parse("latest")));
    assertThat(Reference.parse(digest)).isInstanceOf(Reference.ByDigest.class).hasToString(digest);
    assertThatThrownBy(() -> Reference.parse("sha256:bad"))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_INVALID));
    assertThatThrownBy(() -> Reference.parse("..")).isInstanceOf(OciException.class);
  }

  @Test
  void agreesWithTheGrammarOfTheSpecificationOnNoise() {
    Noise noise = new Noise(13);
    for (int i = 0; i < 100_000; i++) {
      String text =
          switch (i % 4) {
            case 0 -> noise.text(20);
            case 1 -> noise.mutated("a-b/c__d.e/f");
            case 2 -> noise.mutated("v1.2_3-rc");
            default -> grammarLike(noise);
          };
      assertThat(isName(text)).as(text).isEqualTo(NAME.matcher(text).matches());
      assertThat(isTag(text)).as(text).isEqualTo(TAG.matcher(text).matches());
      try {
        assertThat(Reference.parse(text)).hasToString(text);
      } catch (OciException refused) {
        assertThat(refused.getMessage()).matches("[ -~]{1,300}");
      }
    }
  }

  @Test
  void staysLinearOnLongNames() {
    for (String piece : new String[] {"a", "-", "a-", "a_", "a/", "_", "."}) {
      String text = piece.repeat(2_000_000);
      assertThat(isName(text)).isFalse();
      assertThat(isTag(text)).isFalse();
    }
  }

  private static String grammarLike(Noise noise) {
    StringBuilder out = new StringBuilder();
    for (int left = noise.below(12); left > 0; left--) {
      out.append("ab0._-/A".charAt(noise.below(8)));
    }
    return out.toString();
  }

  private static boolean isName(String text) {
    try {
      return RepositoryName.parse(text).value().equals(text);
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.NAME_INVALID);
      return false;
    }
  }

  private static boolean isTag(String text) {
    try {
      return Tag.parse(text).value().equals(text);
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.TAG_INVALID);
      return false;
    }
  }
}
