package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many large pulls and pushes at once in a heap of 256 MiB: none fails, every byte is right, and
/// when they are over the heap holds what it held before. And a replica that rests is small,
/// whichever kind of store it keeps everything in.
///
/// `-Dstowage.test.transfers` says how many pulls, and as many pushes;
/// `-Dstowage.test.transfer-mib` how large each is.
class MemoryIT {

  private static final int TRANSFERS = Integer.getInteger("stowage.test.transfers", 16);
  private static final long SIZE = Integer.getInteger("stowage.test.transfer-mib", 64) * (1L << 20);
  private static final int MAY_GROW_MIB = 16;
  private static final String REPOSITORY = "memory/blobs";

  /// What a replica may have resident when it rests: 200 MB.
  private static final long MOST_AT_REST_KIB = 200_000_000 / 1024;

  /// Within which it comes to rest: freed memory goes back to the system every ten seconds.
  private static final Duration REST_LIMIT = Duration.ofSeconds(60);

  private static final Pattern AFTER_COLLECTION = Pattern.compile("Pause .*->(\\d+)M\\(\\d+M\\)");

  @Test
  void heapStaysFlatUnderManyLargeTransfers(@TempDir Path folder) throws Exception {
    Path collections = folder.resolve("gc.log");
    try (var registry =
        Registry.directory(folder.resolve("data"))
            .withJava("-Xmx256m -Xlog:gc:file=" + collections + "::filecount=0")
            .start()) {
      Content pulled = new Content(0, SIZE);
      // As many at once but small: what stays is what the registry keeps for so many connections.
      Content small = new Content(0, SIZE / 16);
      try (var client = new Client(registry.port())) {
        client.push(REPOSITORY, small, small.digest(), Client.Manner.PUT);
        client.push(REPOSITORY, pulled, pulled.digest(), Client.Manner.PUT);
      }
      transfer(registry.port(), small);
      int before = liveHeap(registry, collections);

      transfer(registry.port(), pulled);

      int after = liveHeap(registry, collections);
      System.out.printf(
          "MemoryIT: %d pulls and %d pushes of %d MiB: live heap %d MiB before, %d after; %s%n",
          TRANSFERS, TRANSFERS, SIZE >> 20, before, after, highWater(registry.pid()));
      assertThat(after).as("live heap in MiB, %d before", before).isLessThan(before + MAY_GROW_MIB);
      assertThat(registry.log()).doesNotContain("OutOfMemoryError");
    }
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void restsSmallOnEachKindOfStore(Cloud cloud) throws IOException {
    try (Backing store = cloud.start();
        Registry registry = Registry.on(store).withJava("-Dstowage.storage.redirect=off").start()) {
      Content content = new Content(0, 1 << 20);
      push(registry.port(), content, Client.Manner.PUT);
      pull(registry.port(), content.digest());

      Poll.until(
          REST_LIMIT,
          () -> residentKib(registry.pid()) + " KiB resident",
          () -> residentKib(registry.pid()) <= MOST_AT_REST_KIB);
      System.out.printf(
          "MemoryIT: %s: %d MiB resident after the start, a push and a pull%n",
          cloud, residentKib(registry.pid()) >> 10);
    }
  }

  /// Pulls `content` and pushes others of its length, all at once.
  private static void transfer(int port, Content content) throws InterruptedException {
    String digest = content.digest();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> running = new ArrayList<>();
      Client.Manner[] manners = Client.Manner.values();
      for (int i = 1; i <= TRANSFERS; i++) {
        long seed = i;
        running.add(executor.submit((Callable<Boolean>) () -> pull(port, digest)));
        running.add(
            executor.submit(
                (Callable<Boolean>)
                    () ->
                        push(
                            port,
                            new Content(seed, content.length()),
                            manners[(int) seed % manners.length])));
      }
      for (Future<Boolean> one : running) {
        assertThat(one.get()).isTrue();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static boolean pull(int port, String digest) throws IOException {
    var sink = new Content.DigestSink();
    try (var client = new Client(port)) {
      assertThat(client.blob("GET", REPOSITORY, digest, sink).status()).isEqualTo(200);
    }
    assertThat(sink.digest()).isEqualTo(digest);
    return true;
  }

  private static boolean push(int port, Content content, Client.Manner manner) throws IOException {
    try (var client = new Client(port)) {
      client.push(REPOSITORY, content, content.digest(), manner);
    }
    return true;
  }

  /// What the heap holds after a full collection, in MiB.
  private static int liveHeap(Registry registry, Path collections) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    // The second collection also frees what the first one's reference handling let go.
    for (int i = 0; i < 2; i++) {
      Command.of(jcmd, Long.toString(registry.pid()), "GC.run").run();
    }
    return AFTER_COLLECTION
        .matcher(Files.readString(collections))
        .results()
        .map(MatchResult::group)
        .filter(line -> line.contains("Pause Full"))
        .map(line -> Integer.parseInt(line.replaceAll(".*->(\\d+)M.*", "$1")))
        .reduce((first, last) -> last)
        .orElseThrow(() -> new AssertionError("no full collection in " + collections));
  }

  /// The most that a process has had resident, in the system's words.
  static String highWater(long pid) {
    return status(pid, "VmHWM");
  }

  private static long residentKib(long pid) {
    return Long.parseLong(status(pid, "VmRSS").replaceAll("\\D", ""));
  }

  private static String status(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(field + ":"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
