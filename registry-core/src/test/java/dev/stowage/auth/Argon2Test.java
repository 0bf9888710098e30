package dev.stowage.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2Test {

  /// From the tests of the reference implementation (phc-winner-argon2, src/test.c).
  private static final String REFERENCE =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  @Test
  void computesWhatTheReferenceImplementationDoes() {
    assertThat(Argon2.matches(REFERENCE, "password")).isTrue();
    assertThat(Argon2.matches(REFERENCE, "passwore")).isFalse();
  }

  @Test
  void hashesUnderASaltOfItsOwn() {
    String one = Argon2.hash("päßword");
    assertThat(one)
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
        .isNotEqualTo(Argon2.hash("päßword"));
    assertThat(Argon2.matches(one, "päßword")).isTrue();
    assertThat(Argon2.matches(one, "pässword")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$2y$10$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
      })
  void refusesHashesOfOtherKindsAndImmoderateOnes(String stored) {
    assertThatThrownBy(() -> Argon2.matches(stored, "password"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
