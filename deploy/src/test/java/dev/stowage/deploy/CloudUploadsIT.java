package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// More uploads at once than their parts have room in a heap of 256 MiB: none fails, and of the
/// parts that went to files nothing stays.
///
/// `-Dstowage.test.uploads` says how many; `-Dstowage.test.upload-mib` how large each is.
class CloudUploadsIT {

  private static final int UPLOADS = Integer.getInteger("stowage.test.uploads", 24);
  private static final long SIZE = Integer.getInteger("stowage.test.upload-mib", 16) * (1L << 20);
  private static final String REPOSITORY = "cloud/uploads";

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void noUploadFailsForTheOthers(Cloud cloud, @TempDir Path temporary) throws Exception {
    try (Backing store = cloud.start();
        Registry registry =
            Registry.on(store)
                .withJava("-Xmx256m -Djava.io.tmpdir=" + temporary)
                .withJava("-Dstowage.storage.redirect=off")
                .start()) {
      List<String> digests =
          IntStream.range(0, UPLOADS).parallel().mapToObj(i -> content(i).digest()).toList();
      long begun = System.nanoTime();

      upload(registry.port(), digests);

      System.out.printf(
          "CloudUploadsIT: %s: %d uploads of %d MiB in %d s; %s%n",
          cloud,
          UPLOADS,
          SIZE >> 20,
          (System.nanoTime() - begun) / 1_000_000_000,
          MemoryIT.highWater(registry.pid()));
      try (var client = new Client(registry.port())) {
        for (String digest : digests) {
          var sink = new Content.DigestSink();
          assertThat(client.blob("GET", REPOSITORY, digest, sink).status()).isEqualTo(200);
          assertThat(sink.digest()).isEqualTo(digest);
        }
      }
      assertThat(spilled(temporary)).isEmpty();
      assertThat(registry.log()).doesNotContain("OutOfMemoryError");
    }
  }

  private static Content content(int number) {
    return new Content(number, SIZE);
  }

  private static void upload(int port, List<String> digests) throws InterruptedException {
    Client.Manner[] manners = Client.Manner.values();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < UPLOADS; i++) {
        int number = i;
        running.add(
            executor.submit(
                (Callable<Boolean>)
                    () ->
                        push(
                            port,
                            content(number),
                            digests.get(number),
                            manners[number % manners.length])));
      }
      for (Future<Boolean> one : running) {
        assertThat(one.get()).isTrue();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static boolean push(int port, Content content, String digest, Client.Manner manner)
      throws IOException {
    try (var client = new Client(port)) {
      client.push(REPOSITORY, content, digest, manner);
    }
    return true;
  }

  /// The files of the folder of temporary files in which parts wait, but for the lock that says
  /// whose it is.
  private static List<Path> spilled(Path temporary) throws IOException {
    try (var folders = Files.newDirectoryStream(temporary, "stowage-parts-*")) {
      List<Path> files = new ArrayList<>();
      for (Path folder : folders) {
        try (var inside = Files.list(folder)) {
          inside.filter(file -> !file.endsWith("lock")).forEach(files::add);
        }
      }
      return files;
    }
  }
}
