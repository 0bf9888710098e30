package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// A real image for two platforms, built without a network from what this system has: its static
/// busybox, its certificates, and some megabytes of noise as the layer that does not compress. It
/// lies on disk as an OCI image layout, in which the image is tagged [#TAG].
///
/// @param layout the folder of the layout
/// @param index digest of the image index
/// @param manifests digests of the manifests it names, `amd64` first
record TestImage(Path layout, String index, List<String> manifests) {

  /// What the image is called in its layout.
  static final String TAG = "app";

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final int NOISE = 12 << 20;

  private record Layer(String descriptor, String diffId) {}

  /// Every blob of the image lies in that other layout, byte for byte.
  void assertIn(Path other) throws IOException {
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
      assertThat(blobs)
          .allSatisfy(
              blob ->
                  assertThat(other.resolve("blobs/sha256").resolve(blob.getFileName()))
                      .hasSameBinaryContentAs(blob));
    }
  }

  /// Builds the image in a new folder of `where`.
  static TestImage build(Path where) throws IOException {
    Path layout = Files.createDirectory(where.resolve("image"));
    Files.createDirectories(layout.resolve("blobs/sha256"));
    var manifests = new ArrayList<String>();
    var descriptors = new ArrayList<String>();
    for (String architecture : List.of("amd64", "arm64")) {
      byte[] manifest = manifest(where, layout, architecture);
      manifests.add(Content.digest(manifest));
      descriptors.add(
          descriptor(
              MANIFEST,
              manifest,
              ",\"platform\":{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}"));
    }
    byte[] index =
        json(
            "{'schemaVersion':2,'mediaType':'"
                + INDEX
                + "','manifests':["
                + String.join(",", descriptors)
                + "]}");
    String indexDigest = put(layout, index);
    Files.write(
        layout.resolve("index.json"),
        json(
            "{'schemaVersion':2,'manifests':["
                + descriptor(
                    INDEX,
                    index,
                    ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + TAG + "\"}")
                + "]}"));
    Files.write(layout.resolve("oci-layout"), json("{'imageLayoutVersion':'1.0.0'}"));
    return new TestImage(layout, indexDigest, manifests);
  }

  private static byte[] manifest(Path where, Path layout, String architecture) throws IOException {
    List<Layer> layers =
        List.of(
            layer(layout, binaries(where.resolve("bin-" + architecture), architecture)),
            layer(layout, certificates(where.resolve("etc-" + architecture))),
            layer(layout, noise(where.resolve("noise-" + architecture), architecture)));
    String diffIds =
        String.join(",", layers.stream().map(layer -> "'" + layer.diffId() + "'").toList());
    byte[] config =
        json(
            "{'architecture':'"
                + architecture
                + "','os':'linux','created':'2026-01-01T00:00:00Z',"
                + "'config':{'Cmd':['/bin/sh'],'Env':['PATH=/bin']},"
                + "'rootfs':{'type':'layers','diff_ids':["
                + diffIds
                + "]}}");
    put(layout, config);
    byte[] manifest =
        json(
            "{'schemaVersion':2,'mediaType':'"
                + MANIFEST
                + "','config':"
                + descriptor(CONFIG, config, "")
                + ",'layers':["
                + String.join(",", layers.stream().map(Layer::descriptor).toList())
                + "]}");
    put(layout, manifest);
    return manifest;
  }

  private static Path binaries(Path tree, String architecture) throws IOException {
    Files.createDirectories(tree.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), tree.resolve("bin/busybox"));
    for (String applet : List.of("sh", "ls", "cat", "wget")) {
      Files.createSymbolicLink(tree.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Files.writeString(tree.resolve("architecture"), architecture + "\n");
    return tree;
  }

  private static Path certificates(Path tree) throws IOException {
    Files.createDirectories(tree.resolve("etc/ssl"));
    Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    Path bundle = Path.of("/etc/ssl/certs/ca-certificates.crt");
    if (Files.isReadable(bundle)) {
      Files.copy(bundle, tree.resolve("etc/ssl/ca-certificates.crt"));
    }
    return tree;
  }

  private static Path noise(Path tree, String architecture) throws IOException {
    Files.createDirectories(tree.resolve("srv"));
    try (var out = Files.newOutputStream(tree.resolve("srv/noise"))) {
      new Content(architecture.hashCode(), NOISE).writeTo(out);
    }
    return tree;
  }

  /// Packs a tree as a layer whose bytes depend on nothing but its files.
  private static Layer layer(Path layout, Path tree) throws IOException {
    Path tar = tree.resolveSibling(tree.getFileName() + ".tar");
    Command.of(
            Tools.system("tar"),
            "--sort=name",
            "--mtime=@0",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "-cf",
            tar.toString(),
            "-C",
            tree.toString(),
            ".")
        .run();
    byte[] bytes = Files.readAllBytes(tar);
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    put(layout, packed.toByteArray());
    return new Layer(descriptor(LAYER, packed.toByteArray(), ""), Content.digest(bytes));
  }

  private static String put(Path layout, byte[] blob) throws IOException {
    String digest = Content.digest(blob);
    Files.write(layout.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())), blob);
    return digest;
  }

  private static String descriptor(String mediaType, byte[] content, String more) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + Content.digest(content)
        + "\",\"size\":"
        + content.length
        + more
        + "}";
  }

  private static byte[] json(String quotedSingly) {
    return quotedSingly.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
