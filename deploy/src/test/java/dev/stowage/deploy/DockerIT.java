package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real docker daemon of our own, with its own folder and socket, pushes and pulls.
///
/// The daemon needs root and a kernel that lets it mount. Where it does not start this test fails
/// and quotes its log; `STOWAGE_TEST_ROOT=off deploy/test` leaves it out, and says so at the end.
@Tag("root")
class DockerIT {

  private Path folder;
  private Process daemon;

  @BeforeEach
  void startDaemon(@TempDir Path temporary) throws IOException {
    folder = temporary;
    assertThat(System.getProperty("user.name"))
        .as("a docker daemon needs root; leave this test out with STOWAGE_TEST_ROOT=off")
        .isEqualTo("root");
    Path log = folder.resolve("dockerd.log");
    daemon =
        new ProcessBuilder(
                Tools.system("dockerd").toString(),
                "--data-root=" + folder.resolve("docker"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=unix://" + socket(),
                // Nothing is run in this daemon, so it needs no network of its own.
                "--bridge=none",
                "--iptables=false")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Poll.until(
        Duration.ofMinutes(1),
        () -> "the docker daemon does not answer:\n" + read(log),
        () -> {
          if (!daemon.isAlive()) {
            throw new AssertionError(
                "the docker daemon ended with code " + daemon.exitValue() + ":\n" + read(log));
          }
          return Command.of(Tools.system("docker"), "--host=unix://" + socket(), "version")
                  .result()
                  .code()
              == 0;
        });
  }

  @AfterEach
  void stopDaemon() throws InterruptedException {
    daemon.destroy();
    if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
      daemon.destroyForcibly().waitFor();
    }
  }

  @Test
  void dockerPullsWhatItPushed() throws IOException {
    TestImage image = TestImage.build(folder);
    try (var registry = Registry.directory(folder.resolve("data")).start()) {
      String source = registry.host() + "/docker/source:1";
      Command.of(
              Tools.system("skopeo"),
              "copy",
              "--all",
              "--dest-tls-verify=false",
              "oci:" + image.layout() + ":" + TestImage.TAG,
              "docker://" + source)
          .run();
      docker("pull", source);
      assertThat(docker("image", "inspect", "--format", "{{.RepoDigests}}", source))
          .contains(image.index());

      String name = registry.host() + "/docker/app:1";
      docker("tag", source, name);
      String pushed = docker("push", name);
      String id = docker("image", "inspect", "--format", "{{.Id}}", name);
      Matcher digest = Pattern.compile("digest: (sha256:[0-9a-f]{64})").matcher(pushed);
      assertThat(digest.find()).as(pushed).isTrue();
      assertThat(docker("image", "inspect", "--format", "{{.RepoDigests}}", name))
          .contains(name.replace(":1", "@" + digest.group(1)));

      docker("rmi", source, name);
      docker("pull", registry.host() + "/docker/app@" + digest.group(1));
      docker("pull", name);
      assertThat(docker("image", "inspect", "--format", "{{.Id}}", name)).isEqualTo(id);
    }
  }

  private String docker(String... arguments) {
    var words = new ArrayList<String>();
    words.add("--host=unix://" + socket());
    words.addAll(List.of(arguments));
    return Command.of(Tools.system("docker"), words.toArray(String[]::new))
        .with("HOME", folder.toString())
        .run();
  }

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
