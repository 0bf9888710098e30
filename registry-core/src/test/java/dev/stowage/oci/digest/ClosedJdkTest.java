package dev.stowage.oci.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClosedJdkTest {
  /// In a JVM of its own, without `--add-opens`.
  @Test
  void computesTheSameWhereTheJdkIsNotOpenedToUs() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                home(Hasher.class) + File.pathSeparator + home(ClosedJdkTest.class),
                ClosedJdkTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.lines()).containsExactly("plain", digests());
    assertThat(Hasher.engine()).isEqualTo("jdk");
  }

  public static void main(String[] args) {
    System.out.println(Hasher.engine());
    System.out.println(digests());
  }

  private static String digests() {
    byte[] bytes = new byte[1000];
    return Hasher.digest(Algorithm.SHA256, bytes) + " " + Hasher.digest(Algorithm.SHA512, bytes);
  }

  private static String home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
