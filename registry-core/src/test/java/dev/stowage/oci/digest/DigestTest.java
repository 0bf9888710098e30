package dev.stowage.oci.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.Noise;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String HEX =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void readsAndWritesTheSameText() {
    Digest digest = Digest.parse("sha256:" + HEX);
    assertThat(digest.algorithm()).isEqualTo(Algorithm.SHA256);
    assertThat(digest.hex()).isEqualTo(HEX);
    assertThat(digest).hasToString("sha256:" + HEX);
    assertThat(Digest.tryParse(digest.toString())).contains(digest);
    String long512 = "sha512:" + HEX + HEX;
    assertThat(Digest.parse(long512)).hasToString(long512);
  }

  @Test
  void isTheDigestOfTheBytes() {
    assertThat(Hasher.digest(Algorithm.SHA256, new byte[0])).hasToString("sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        ":" + HEX,
        "sha256:" + HEX + "0",
        "sha256:0" + HEX + HEX,
        "sha256::" + HEX,
        "SHA256:" + HEX,
        "sha256: " + HEX,
        "sha256:" + HEX + "\n",
        "sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:٣3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:../../../../../../../../../../../../../../../../../../../etc/pas",
        "sha512:" + HEX,
        "sha384:" + HEX,
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:baddigeststring"
      })
  void refusesWhatIsNoDigest(String text) {
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DIGEST_INVALID));
    assertThat(Digest.tryParse(text)).isEmpty();
  }

  @Test
  void namesTheAlgorithmItDoesNotSupport() {
    assertThatThrownBy(() -> Digest.parse("md5:00"))
        .hasMessage("digest algorithm \"md5\" is not supported: use sha256 or sha512");
  }

  @Test
  void answersNoiseWithNothingButOciExceptions() {
    Noise noise = new Noise(12);
    for (int i = 0; i < 50_000; i++) {
      String text = i % 3 == 0 ? noise.text(200) : noise.mutated("sha256:" + HEX);
      try {
        assertThat(Digest.parse(text)).hasToString(text);
        assertThat(text).matches("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
      } catch (OciException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.DIGEST_INVALID);
        assertThat(refused.getMessage()).matches("[ -~]{1,300}");
        assertThat(Digest.tryParse(text)).isEmpty();
      }
    }
  }
}
