package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A walk that sees nothing would let every crash pass: it must find each kind of damage.
class StoreWalkTest {

  private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);
  private static final String HEX = Content.digest(BLOB).substring("sha256:".length());
  private static final String UPLOAD = "0123456789abcdef0123456789abcdef";
  private static final String DATA = "data/01/" + UPLOAD;
  private static final String RECORD = "blobs/sha256/" + HEX.substring(0, 2) + "/" + HEX;
  private static final String LINK = "repos/a/b/_blobs/sha256/" + HEX;
  private static final byte[] MANIFEST =
      """
      {"schemaVersion":2,"mediaType":"%s","config":\
      {"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":4},"layers":[]}"""
          .formatted(Client.MANIFEST, HEX)
          .getBytes(StandardCharsets.UTF_8);
  private static final String MANIFEST_HEX = Content.digest(MANIFEST).substring("sha256:".length());
  private static final String MANIFEST_KEY = "repos/a/b/_manifests/sha256/" + MANIFEST_HEX;
  private static final String HINT = "repos/a/b/_tagged/sha256/" + MANIFEST_HEX + "/v1";

  @TempDir Path root;

  @BeforeEach
  void soundStore() throws IOException {
    write(DATA, BLOB);
    write(RECORD, json("{'data':'" + UPLOAD + "','size':4,'home':'a/b'}"));
    write(LINK, json("{'data':'" + UPLOAD + "','size':4}"));
    write(MANIFEST_KEY, MANIFEST);
    write("repos/a/b/_tags/v1", json("{'digest':'sha256:" + MANIFEST_HEX + "'}"));
    write(HINT, json("{}"));
    write("catalog/a/b+", json("{}"));
    Files.writeString(root.resolve(".lock"), "");
  }

  @Test
  void soundStoreHasNoFaultAndNoLeftover() {
    assertThat(faults()).isEmpty();
    assertThat(StoreWalk.leftovers(Bucket.directory(root))).isEmpty();
  }

  @Test
  void findsDataOfOtherBytes() throws IOException {
    write(DATA, "blub".getBytes(StandardCharsets.UTF_8));
    assertThat(faults()).singleElement().asString().contains("other bytes");
  }

  @Test
  void findsTornData() throws IOException {
    write(DATA, "blo".getBytes(StandardCharsets.UTF_8));
    assertThat(faults()).singleElement().asString().contains("other bytes");
  }

  @Test
  void findsEverythingThatIsMissing() throws IOException {
    for (String key : List.of(DATA, LINK, MANIFEST_KEY, HINT, "catalog/a/b+")) {
      byte[] kept = Files.readAllBytes(file(key));
      Files.delete(file(key));
      assertThat(faults()).as("faults without " + key).isNotEmpty();
      Files.write(file(key), kept);
    }
    assertThat(faults()).isEmpty();
  }

  @Test
  void findsTornManifest() throws IOException {
    write(MANIFEST_KEY, "{".getBytes(StandardCharsets.UTF_8));
    assertThat(faults()).singleElement().asString().contains("other bytes");
  }

  @Test
  void findsWhatIsLeftOver() throws IOException {
    write("data/ff/" + "f".repeat(32), BLOB);
    assertThat(StoreWalk.leftovers(Bucket.directory(root))).hasSize(1);
    write("intents/" + UPLOAD, json("{}"));
    write("parked/" + UPLOAD, BLOB);
    Files.createDirectories(root.resolve(".tmp"));
    Files.write(root.resolve(".tmp/draft"), BLOB);
    assertThat(StoreWalk.leftovers(Bucket.directory(root))).hasSize(3);
  }

  private List<String> faults() {
    return StoreWalk.faults(Bucket.directory(root), new HashSet<>());
  }

  private void write(String key, byte[] bytes) throws IOException {
    Files.createDirectories(file(key).getParent());
    Files.write(file(key), bytes);
  }

  private Path file(String key) {
    return root.resolve(key + "@");
  }

  private static byte[] json(String quotedSingly) {
    return quotedSingly.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
