package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The clients people use, each pushing and pulling a real image for two platforms: what comes back
/// has the digests of what went in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {

  private Path folder;
  private Registry registry;
  private TestImage image;

  @BeforeAll
  void startRegistry(@TempDir Path temporary) throws IOException {
    folder = temporary;
    image = TestImage.build(folder);
    registry = Registry.directory(folder.resolve("data")).start();
  }

  @AfterAll
  void stopRegistry() {
    registry.close();
  }

  @Test
  void skopeoCopiesEveryPlatformThereAndBack() throws IOException {
    String name = name("skopeo/app:1");
    skopeo("copy", "--all", "--dest-tls-verify=false", local(image), "docker://" + name);

    assertThat(digestAt(name)).isEqualTo(image.index());
    Path back = folder.resolve("skopeo-back");
    skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + name, "oci:" + back + ":app");
    assertSameImage(back);
    assertThat(skopeo("list-tags", "--tls-verify=false", "docker://" + name("skopeo/app")))
        .contains("\"1\"");
  }

  @Test
  void skopeoPushesDockerManifestListsUnchanged() throws IOException {
    String name = name("skopeo/schema2:1");
    skopeo(
        "copy",
        "--all",
        "--format",
        "v2s2",
        "--dest-tls-verify=false",
        local(image),
        "docker://" + name);

    String list = skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + name);
    assertThat(list).contains("application/vnd.docker.distribution.manifest.list.v2+json");
    Path back = folder.resolve("schema2-back");
    skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + name, "dir:" + back);
    assertThat(Content.digest(Files.readAllBytes(back.resolve("manifest.json"))))
        .isEqualTo(digestAt(name));
  }

  @Test
  void podmanPullsWhatItPushed() throws IOException {
    String source = name("podman/source:1");
    skopeo("copy", "--all", "--dest-tls-verify=false", local(image), "docker://" + source);
    podman("pull", "--tls-verify=false", "--platform", "linux/amd64", source);
    assertThat(podman("image", "inspect", "--format", "{{.RepoDigests}}", source))
        .contains(image.manifests().getFirst());

    String name = name("podman/app:1");
    Path digest = folder.resolve("podman-digest");
    podman("push", "--tls-verify=false", "--digestfile", digest.toString(), source, name);
    assertThat(digestAt(name)).isEqualTo(Files.readString(digest).strip());

    String id = podman("image", "inspect", "--format", "{{.Id}}", source);
    podman("rmi", "--all", "--force");
    podman("pull", "--tls-verify=false", name);
    assertThat(podman("image", "inspect", "--format", "{{.Id}}", name)).isEqualTo(id);
  }

  @Test
  void cranePushesCopiesAndPulls() throws IOException {
    String name = name("crane/app:1");
    crane("push", "--index", image.layout().toString(), name);
    // crane wraps the layout's own index around the image, so its own word is the digest to expect.
    String digest = crane("digest", name);
    assertThat(digestAt(name)).isEqualTo(digest);
    assertThat(crane("manifest", name("crane/app@" + image.index()))).contains(image.manifests());

    String copy = name("crane/copy:1");
    crane("copy", name, copy);
    assertThat(crane("digest", copy)).isEqualTo(digest);
    assertThat(crane("ls", name("crane/copy"))).isEqualTo("1");
    assertThat(crane("catalog", registry.host())).contains("crane/app", "crane/copy");
    crane("validate", "--remote", name("crane/app@" + image.manifests().getFirst()));

    Path back = folder.resolve("crane-back");
    crane("pull", "--format", "oci", name("crane/copy@" + image.index()), back.toString());
    image.assertIn(back);

    crane("delete", copy);
    assertThat(crane("ls", name("crane/copy"))).isEmpty();
  }

  @Test
  void orasAttachesAndDiscoversArtifacts() throws IOException {
    Path file = folder.resolve("report.txt");
    Files.writeString(file, "nothing found\n");
    String name = name("oras/app:1");
    oras(
        "push",
        "--plain-http",
        name,
        "--artifact-type",
        "application/vnd.example.thing",
        "report.txt:text/plain");
    oras(
        "attach",
        "--plain-http",
        name,
        "--artifact-type",
        "application/vnd.example.scan",
        "report.txt:text/plain");

    assertThat(oras("discover", "--plain-http", "--format", "json", name))
        .contains("application/vnd.example.scan");
    assertThat(
            oras(
                "discover",
                "--plain-http",
                "--format",
                "json",
                "--artifact-type",
                "application/vnd.example.none",
                name))
        .doesNotContain("application/vnd.example.scan");
    Path back = Files.createDirectory(folder.resolve("oras-back"));
    oras("pull", "--plain-http", "--output", back.toString(), name);
    assertThat(back.resolve("report.txt")).hasSameBinaryContentAs(file);

    String copy = name("oras/copy:1");
    oras("copy", "--recursive", "--from-plain-http", "--to-plain-http", name, copy);
    assertThat(oras("discover", "--plain-http", "--format", "json", copy))
        .contains("application/vnd.example.scan");
    assertThat(digestAt(copy)).isEqualTo(digestAt(name));
    assertThat(oras("repo", "tags", "--plain-http", name("oras/app"))).isEqualTo("1");
  }

  @Test
  void regctlCopiesAnImageWithItsReferrers() throws IOException {
    regctl("registry", "set", "--tls", "disabled", registry.host());
    String name = name("regctl/app:1");
    regctl("image", "copy", "ocidir://" + image.layout() + ":" + TestImage.TAG, name);
    assertThat(regctl("image", "digest", name)).isEqualTo(image.index());

    Path file = folder.resolve("signature.txt");
    Files.writeString(file, "signed\n");
    regctl(
        "artifact",
        "put",
        "--subject",
        name,
        "--artifact-type",
        "application/vnd.example.signature",
        "--file",
        file.toString());
    String copy = name("regctl/copy:1");
    regctl("image", "copy", "--referrers", name, copy);
    assertThat(regctl("artifact", "list", copy, "--format", "{{json .}}"))
        .contains("application/vnd.example.signature");
    assertThat(regctl("image", "digest", copy)).isEqualTo(image.index());
    assertThat(regctl("tag", "ls", name("regctl/copy"))).isEqualTo("1");
    assertThat(regctl("repo", "ls", registry.host())).contains("regctl/app", "regctl/copy");

    Path back = folder.resolve("regctl-back");
    regctl("image", "copy", copy, "ocidir://" + back + ":app");
    assertSameImage(back);
    regctl("tag", "rm", copy);
    assertThat(regctl("tag", "ls", name("regctl/copy"))).isEmpty();
  }

  private String name(String repositoryAndReference) {
    return registry.host() + "/" + repositoryAndReference;
  }

  private static String local(TestImage image) {
    return "oci:" + image.layout() + ":" + TestImage.TAG;
  }

  /// The digest the registry itself says for a name.
  private String digestAt(String name) throws IOException {
    int slash = name.indexOf('/');
    int colon = name.lastIndexOf(':');
    String target =
        "/v2/" + name.substring(slash + 1, colon) + "/manifests/" + name.substring(colon + 1);
    try (var connection = new Connection(registry.port())) {
      var answer = connection.send(Connection.get(target).header("Accept", "*/*"));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      String digest = answer.header("Docker-Content-Digest").orElseThrow();
      assertThat(Content.digest(answer.body())).isEqualTo(digest);
      return digest;
    }
  }

  private void assertSameImage(Path layout) throws IOException {
    assertThat(Files.readString(layout.resolve("index.json"))).contains(image.index());
    image.assertIn(layout);
  }

  private String skopeo(String... arguments) {
    return run(Tools.system("skopeo"), arguments);
  }

  private String podman(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--root",
                folder.resolve("podman").toString(),
                "--runroot",
                folder.resolve("podman-run").toString(),
                "--storage-driver",
                "vfs"));
    all.addAll(List.of(arguments));
    return run(Tools.system("podman"), all.toArray(String[]::new));
  }

  private String crane(String... arguments) {
    return run(PinnedTool.of("crane"), arguments);
  }

  private String oras(String... arguments) {
    return run(PinnedTool.of("oras"), arguments);
  }

  private String regctl(String... arguments) {
    return run(PinnedTool.of("regctl"), arguments);
  }

  private String run(Path program, String... arguments) {
    return Command.of(program, arguments).in(folder).with("HOME", folder.toString()).run();
  }
}
