package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The image of the registry, built by podman over a base of Debian's packages and this machine's
/// Java, goes through the registry itself and runs as nobody on a root file system that it cannot
/// write.
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

  private static final String BASE = "localhost/java:25";
  private static final String IMAGE = "localhost/stowage:test";

  private Path folder;
  private String driver;

  @BeforeAll
  void buildImage(@TempDir Path temporary) throws IOException {
    folder = temporary;
    driver = "overlay"; // quicker by far, where the file system below it will have it
    if (result("info").code() != 0) {
      driver = "vfs";
    }
    Path tar = folder.resolve("base.tar");
    Files.copy(PinnedTool.made("debian-base.tar"), tar);
    Path java = Path.of(System.getProperty("java.home"));
    // Links that lead out of the JDK, to the system's certificates, become what they lead to.
    Command.of(
            Tools.system("tar"),
            "--append",
            "--dereference",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--file=" + tar,
            "--directory=" + java,
            "--transform=s,^,opt/java/,",
            "--exclude=lib/src.zip",
            "--exclude=lib/ct.sym",
            "--exclude=*_nocoops*.jsa",
            "bin",
            "conf",
            "lib",
            "release")
        .run();
    podman("import", "--quiet", "--change", "ENV JAVA_HOME=/opt/java", tar.toString(), BASE);
    podman(
        "build",
        "--layers=false",
        // Asks of the kernel only what building wants, and not control groups.
        "--isolation=chroot",
        "--network=host",
        "--file=" + Tools.checkout().resolve("deploy/image/Dockerfile"),
        "--build-arg=JDK_IMAGE=" + BASE,
        "--build-arg=BASE_IMAGE=" + BASE,
        "--build-arg=APP=packaged",
        "--tag=" + IMAGE,
        Tools.checkout().toString());
  }

  @AfterAll
  void removeAll() {
    // The container's own clean-up may still be under way, and hold its mounts.
    Poll.until(
        Duration.ofSeconds(30),
        () -> "podman keeps a container",
        () -> result("rm", "--all", "--force").code() == 0);
    podman("rmi", "--all", "--force");
    if (driver.equals("overlay")) {
      // podman leaves its folder mounted on itself.
      var _ = Command.of(Tools.system("umount"), store() + "/overlay").result();
    }
  }

  @Test
  void runsReadOnlyAsNobodyOutOfTheRegistryItself() throws IOException {
    assertThat(podman("image", "inspect", "--format", "{{.User}}", IMAGE)).isEqualTo("65532:65532");
    try (var registry = Registry.directory(folder.resolve("data")).start()) {
      String name = registry.host() + "/stowage/stowage:test";
      podman("push", "--tls-verify=false", "--compression-format=zstd", IMAGE, name);
      String id = podman("image", "inspect", "--format", "{{.Id}}", IMAGE);
      podman("rmi", IMAGE);
      podman("pull", "--tls-verify=false", name);
      assertThat(podman("image", "inspect", "--format", "{{.Id}}", name)).isEqualTo(id);
      run(name);
    }
  }

  private void run(String name) throws IOException {
    int port;
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    String container =
        podman(
            "run",
            "--detach",
            "--read-only",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            // A user namespace, as without root: not even root in the container is root outside.
            "--uidmap=0:100000:70000",
            "--gidmap=0:100000:70000",
            "--network=host",
            // podman's own limits are above what this process may set
            "--ulimit=nofile=4096:4096",
            "--ulimit=nproc=4096:4096",
            "--tmpfs=/tmp",
            "--env=STOWAGE_STORAGE_DIRECTORY_ROOT=/tmp/data",
            "--env=QUARKUS_HTTP_HOST=127.0.0.1",
            "--env=QUARKUS_HTTP_PORT=" + port,
            "--env=STOWAGE_AUTH_ENABLED=false",
            name);
    Poll.until(
        Duration.ofSeconds(90),
        () -> "the registry in the image is not ready:\n" + podman("logs", container),
        () -> ready(port));
    String host = "127.0.0.1:" + port;
    crane("push", "--index", TestImage.build(folder).layout().toString(), host + "/inside/app:1");
    crane("validate", "--remote", host + "/inside/app:1");
    assertThat(podman("exec", container, "id", "-u")).isEqualTo("65532");
    assertThat(result("exec", container, "touch", "/opt/stowage/x").errors())
        .contains("Read-only file system");
    podman("stop", "--time=30", container);
    Command.Result logs = result("logs", container);
    assertThat(logs.output() + logs.errors()).doesNotContain("[warning]", "[error]", "WARNING:");
  }

  private static boolean ready(int port) {
    try (var connection = new Connection(port)) {
      return connection.send(Connection.get("/q/health/ready")).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void crane(String... arguments) {
    Command.of(PinnedTool.of("crane"), arguments).with("HOME", folder.toString()).run();
  }

  private String podman(String... arguments) {
    return command(arguments).run();
  }

  private Command.Result result(String... arguments) {
    return command(arguments).result();
  }

  private Command command(String... arguments) {
    return Command.of(Tools.system("podman"), arguments(arguments)).with("HOME", folder.toString());
  }

  private Path store() {
    return folder.resolve("podman-" + driver);
  }

  private String[] arguments(String... arguments) {
    // Not crun, which does not run where both versions of control groups are mounted.
    var all =
        new ArrayList<>(
            List.of(
                "--runtime=" + Tools.system("runc"),
                "--root=" + store(),
                "--runroot=" + folder.resolve("podman-run-" + driver),
                "--storage-driver=" + driver));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }
}
