package dev.stowage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.name.RepositoryName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {

  @ParameterizedTest
  @CsvSource({
    "team/app, team/app, true",
    "team/app, team/app/web, false",
    "team/app, team/application, false",
    "team/*, team/app, true",
    "team/*, team, false",
    "team/*, team/app/web, false",
    "team/*, teams/app, false",
    "team/**, team/app/web, true",
    "team/**, team, false",
    "*, team, true",
    "*, team/app, false",
    "**, team/app/web, true"
  })
  void matches(String pattern, String name, boolean expected) {
    RepositoryPattern parsed = RepositoryPattern.parse(pattern);
    assertThat(parsed.matches(RepositoryName.parse(name))).isEqualTo(expected);
    assertThat(parsed).hasToString(pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/*",
        "team*",
        "team/",
        "team//app",
        "*/app",
        "team/*/app",
        "***",
        "Team/app",
        "team/***",
        "..",
        "team/..",
        "te?m",
        "team/[a-z]",
        "**/app"
      })
  void refusesWhatIsNoPattern(String text) {
    assertThatThrownBy(() -> RepositoryPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
