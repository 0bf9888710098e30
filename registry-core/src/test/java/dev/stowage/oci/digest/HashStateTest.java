package dev.stowage.oci.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.Noise;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashStateTest {
  @ParameterizedTest
  @EnumSource
  void readsWhatItWrites(Algorithm algorithm) {
    Hasher hasher = Hasher.begin(algorithm);
    for (int i = 0; i < 300; i++) {
      HashState state = hasher.state();
      assertThat(HashState.decode(state.encode())).isEqualTo(state).hasSameHashCodeAs(state);
      assertThat(state.encode()).matches("[A-Za-z0-9_-]+").hasSizeLessThanOrEqualTo(272);
      hasher.update(new byte[] {(byte) i}, 0, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AQ", "AQA", "AQAA", "AgAA", "AQID", "not a state", "====", "é"})
  void refusesTextThatIsNoState(String text) {
    assertThatThrownBy(() -> HashState.decode(text))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BLOB_UPLOAD_INVALID));
  }

  @Test
  void refusesASecondSpellingOfTheSameState() {
    String text = Hasher.begin(Algorithm.SHA256).state().encode();
    assertThatThrownBy(() -> HashState.decode(text + "=")).isInstanceOf(OciException.class);
    assertThatThrownBy(() -> HashState.decode(text + "A")).isInstanceOf(OciException.class);
    assertThatThrownBy(() -> HashState.decode(" " + text)).isInstanceOf(OciException.class);
    assertThatThrownBy(() -> HashState.decode(text.substring(1))).isInstanceOf(OciException.class);
  }

  @Test
  void refusesPartsThatDoNotFit() {
    byte[] chaining = new byte[32];
    for (Runnable bad :
        new Runnable[] {
          () -> new HashState(Algorithm.SHA256, -1, chaining, new byte[0], 0),
          () -> new HashState(Algorithm.SHA256, 1, chaining, new byte[0], 0),
          () -> new HashState(Algorithm.SHA256, 64, chaining, new byte[64], 0),
          () -> new HashState(Algorithm.SHA512, 0, chaining, new byte[0], 0)
        }) {
      assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsItsValueWhenTheArraysAreChanged() {
    HashState state = Hasher.begin(Algorithm.SHA256).state();
    String before = state.encode();
    state.chaining()[0] ^= 1;
    assertThat(state.encode()).isEqualTo(before);
  }

  @Test
  void answersNoiseWithNothingButOciExceptions() {
    Noise noise = new Noise(11);
    Hasher hasher = Hasher.begin(Algorithm.SHA512);
    hasher.update(new byte[200], 0, 200);
    String good = hasher.state().encode();
    for (int i = 0; i < 20_000; i++) {
      String text = i % 3 == 0 ? noise.text(400) : noise.mutated(good);
      try {
        // a change that is still a state is a state: nothing authenticates it, the session store
        // does
        assertThat(HashState.decode(text).encode()).isEqualTo(text);
      } catch (OciException expected) {
        assertThat(expected.status()).isEqualTo(400);
      }
    }
  }
}
