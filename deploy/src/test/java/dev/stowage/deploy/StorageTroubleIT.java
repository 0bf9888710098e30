package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Connection.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients see when the disk under the directory store fails them: an error in words, and
/// everything that was there before.
class StorageTroubleIT {

  private static final String REPOSITORY = "trouble/app";
  private static final Content OLD = new Content(1, 2 << 20);
  private static final Content LARGE = new Content(2, 24 << 20);
  private static final long ACKNOWLEDGED = 4 << 20;

  /// The disk is a small file system in memory, which only root can mount.
  @Test
  @Tag("root")
  void fullDiskIsSaidAndTheUploadGoesOnWhenThereIsRoom(@TempDir Path folder) throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    mount("-t", "tmpfs", "-o", "size=16m", "stowage-test", disk.toString());
    try (var registry = Registry.directory(disk.resolve("data")).start();
        var connection = new Connection(registry.port());
        var client = new Client(registry.port())) {
      client.push(REPOSITORY, OLD, OLD.digest(), Client.Manner.PUT);
      String location = client.patch(client.begin(REPOSITORY), LARGE, 0, ACKNOWLEDGED);

      Response full =
          connection.send(
              Connection.request("PATCH", location)
                  .header("Content-Range", ACKNOWLEDGED + "-" + (LARGE.length() - 1))
                  .body(LARGE.part(ACKNOWLEDGED, LARGE.length())));
      assertThat(full.status()).as(full.toString()).isEqualTo(507);
      assertThat(full.text()).contains("\"errors\"").doesNotContain(folder.toString());
      assertThat(client.blob("HEAD", REPOSITORY, OLD.digest(), new Content.DigestSink()).status())
          .isEqualTo(200);

      mount("-o", "remount,size=64m", disk.toString());
      Response status = connection.send(Connection.get(location));
      assertThat(status.status()).as(status.toString()).isEqualTo(204);
      long offset = Long.parseLong(status.header("Range").orElseThrow().replaceFirst("0-", "")) + 1;
      assertThat(offset).isGreaterThanOrEqualTo(ACKNOWLEDGED);
      Response done =
          connection.send(
              Connection.request(
                      "PUT",
                      location + (location.contains("?") ? "&" : "?") + "digest=" + LARGE.digest())
                  .header("Content-Range", offset + "-" + (LARGE.length() - 1))
                  .body(LARGE.part(offset, LARGE.length())));
      assertThat(done.status()).as(done.toString()).isEqualTo(201);
      var pulled = new Content.DigestSink();
      client.blob("GET", REPOSITORY, LARGE.digest(), pulled);
      assertThat(pulled.digest()).isEqualTo(LARGE.digest());
    } finally {
      Command.of(Tools.system("umount"), disk.toString()).run();
    }
  }

  @Test
  void removedRootIsSaidAndNothingIsAccepted(@TempDir Path folder) throws IOException {
    Path root = folder.resolve("data");
    try (var registry = Registry.directory(root).start();
        var connection = new Connection(registry.port())) {
      try (var client = new Client(registry.port())) {
        client.push(REPOSITORY, OLD, OLD.digest(), Client.Manner.PUT);
      }
      try (var files = Files.walk(root)) {
        files
            .sorted(Comparator.reverseOrder())
            .forEach(file -> assertThat(file.toFile().delete()).isTrue());
      }

      Response refused =
          connection.send(
              Connection.request(
                      "POST", "/v2/" + REPOSITORY + "/blobs/uploads/?digest=" + OLD.digest())
                  .body(OLD));
      assertThat(refused.status()).as(refused.toString()).isGreaterThanOrEqualTo(500);
      assertThat(refused.text()).contains("\"errors\"").doesNotContain(folder.toString());
      Poll.until(
          Duration.ofSeconds(30),
          () -> "the registry says that it is ready",
          () -> status(connection, "/q/health/ready") == 503);
      assertThat(status(connection, "/q/health/live")).isEqualTo(200);
    }
  }

  @Test
  void secondRegistryOverTheSameRootRefusesToStart(@TempDir Path folder) {
    Path root = folder.resolve("data");
    try (var first = Registry.directory(root).start();
        var second = Registry.directory(root)) {
      assertThat(second.startAndFail()).contains("another running registry holds");
      assertThat(first.pid()).isPositive();
    }
  }

  private static int status(Connection connection, String target) {
    try {
      return connection.send(Connection.get(target)).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mount(String... arguments) {
    Command.of(Tools.system("mount"), arguments).run();
  }
}
