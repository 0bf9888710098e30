package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.redis.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A tag that is moved on one of three replicas is seen by the others in the very next request,
/// while clients of all of them ask for it, another tag is pushed, and Redis is killed, started,
/// wiped and halted.
///
/// `-Dstowage.test.moves` says how often it is moved.
class FreshTagsIT {

  private static final int MOVES = Integer.getInteger("stowage.test.moves", 300);

  /// Redis is in trouble once in so many moves, for a few of them.
  private static final int TROUBLE = Math.max(100, MOVES / 30);

  private static final int TROUBLED = 3;
  private static final String REPOSITORY = "fresh/app";
  private static final String TAG = "moved";
  private static final Content CONFIG = new Content(3, 512);
  private static final Pattern SERIAL = Pattern.compile("\"serial\":\"(\\d+)\"");

  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void aTagThatWasMovedIsSeenByEveryReplicaInTheNextRequest() throws Exception {
    try (Backing store = S3Backing.minio();
        RedisServer redis = RedisServer.started();
        Registry a = replica(store, redis);
        Registry b = replica(store, redis);
        Registry c = replica(store, redis);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try (var client = new Client(a.port())) {
        client.push(REPOSITORY, CONFIG, CONFIG.digest(), Client.Manner.PUT);
        client.putTag(REPOSITORY, TAG, manifest(0));
      }
      List<Future<Integer>> load = new ArrayList<>();
      try {
        for (Registry replica : List.of(a, b, c)) {
          load.add(executor.submit(() -> look(replica.port())));
        }
        load.add(executor.submit(() -> push(b.port())));
        move(a, List.of(b, c), redis);
      } finally {
        over.set(true);
      }
      int requests = 0;
      for (Future<Integer> one : load) {
        requests += one.get();
      }
      System.out.printf(
          "FreshTagsIT: %d moves, each seen at once by 2 others; %d other requests; %s%n",
          MOVES, requests, counts(List.of(a, b, c)));
      assertThat(sum(List.of(a, b, c), "stowage_cache_reads_total", "outcome=\"hit\""))
          .isPositive();
      assertThat(sum(List.of(a), "stowage_cache_waits_total")).isPositive();
    }
  }

  private static Registry replica(Backing store, RedisServer redis) {
    return Registry.on(store).with("STOWAGE_REDIS_URI", redis.uri()).withJava("-Xmx128m").start();
  }

  private void move(Registry writer, List<Registry> readers, RedisServer redis) throws IOException {
    try (var writing = new Client(writer.port());
        var first = new Client(readers.getFirst().port());
        var second = new Client(readers.getLast().port())) {
      for (int move = 1; move <= MOVES; move++) {
        begin(redis, move);
        writing.putTag(REPOSITORY, TAG, manifest(move));
        acknowledged.set(move);
        assertThat(serial(first)).as("the move, on the second replica").isEqualTo(move);
        assertThat(serial(second)).as("the move, on the third replica").isEqualTo(move);
        end(redis, move);
      }
    }
  }

  /// In turn: killed, wiped, and halted.
  private static void begin(RedisServer redis, int move) {
    if (move % TROUBLE == TROUBLE / 2) {
      switch (move / TROUBLE % 3) {
        case 0 -> redis.kill();
        case 1 -> redis.ask("FLUSHALL");
        default -> redis.freeze();
      }
    }
  }

  private static void end(RedisServer redis, int move) {
    if (move % TROUBLE == TROUBLE / 2 + TROUBLED) {
      switch (move / TROUBLE % 3) {
        case 0 -> redis.start();
        case 1 -> redis.ask("FLUSHALL");
        default -> redis.thaw();
      }
    }
  }

  /// Asks for the tag until it is over; how often.
  private int look(int port) throws IOException {
    int requests = 0;
    try (var client = new Client(port)) {
      while (!over.get()) {
        int before = acknowledged.get();
        assertThat(serial(client)).isGreaterThanOrEqualTo(before);
        requests++;
      }
    }
    return requests;
  }

  /// Pushes another tag until it is over; how often.
  private int push(int port) throws IOException {
    int requests = 0;
    try (var client = new Client(port)) {
      while (!over.get()) {
        client.putTag(REPOSITORY, "other", manifest(requests % 10));
        requests++;
      }
    }
    return requests;
  }

  private static int serial(Client client) throws IOException {
    Connection.Response answer = client.manifest(REPOSITORY, TAG);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    Matcher serial = SERIAL.matcher(answer.text());
    assertThat(serial.find()).as(answer.text()).isTrue();
    return Integer.parseInt(serial.group(1));
  }

  private static byte[] manifest(int serial) {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
    "digest":"%s","size":%d},"layers":[],"annotations":{"serial":"%d"}}"""
        .formatted(Client.MANIFEST, CONFIG.digest(), CONFIG.length(), serial)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String counts(List<Registry> replicas) throws IOException {
    return "%.0f hits, %.0f misses, %.0f passed, %.0f refused, %.0f waits"
        .formatted(
            sum(replicas, "stowage_cache_reads_total", "outcome=\"hit\""),
            sum(replicas, "stowage_cache_reads_total", "outcome=\"miss\""),
            sum(replicas, "stowage_cache_reads_total", "outcome=\"passed\""),
            sum(replicas, "stowage_cache_refusals_total"),
            sum(replicas, "stowage_cache_waits_total"));
  }

  private static double sum(List<Registry> replicas, String metric, String... labels)
      throws IOException {
    double sum = 0;
    for (Registry replica : replicas) {
      sum += Metrics.of(replica).sum(metric, labels);
    }
    return sum;
  }
}
