package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.deploy.Connection.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Three replicas behind haproxy over one bucket of S3Proxy, and eight clients that push and pull
/// through it and keep account of what they were told.
final class Fleet implements AutoCloseable {

  private static final int REPLICAS = 3;
  private static final int PUSHERS = 5;
  private static final int PULLERS = 3;

  /// Longer than it takes any replica to find out how Redis is.
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Duration JANITOR_LIMIT = Duration.ofMinutes(2);

  /// What takes longer hangs.
  private static final Duration HANGING = Duration.ofSeconds(10);

  private final S3Backing store;
  private final Cluster cluster;
  private final Crowd crowd;
  private final List<Puller> pullers = IntStream.range(0, PULLERS).mapToObj(Puller::new).toList();
  private final Set<String> sound = new HashSet<>();

  private Fleet(S3Backing store, Cluster cluster, Crowd crowd) {
    this.store = store;
    this.cluster = cluster;
    this.crowd = crowd;
  }

  /// Starts one whose logs lie in `folder`, with these settings, which name a Redis.
  static Fleet start(Path folder, Map<String, String> settings, SplittableRandom random)
      throws IOException {
    S3Backing store = S3Backing.s3Proxy();
    Cluster cluster = null;
    try {
      var all = new TreeMap<>(settings);
      all.put("stowage.storage.redirect", "off"); // so that every byte passes replica and balancer
      cluster = Cluster.start(folder, REPLICAS, store, all);
      var fleet = new Fleet(store, cluster, Crowd.of(PUSHERS, random, cluster.port()));
      for (Puller puller : fleet.pullers) {
        try (var client = new Client(cluster.port())) {
          puller.publish(client);
        }
      }
      return fleet;
    } catch (IOException | RuntimeException | Error e) {
      if (cluster != null) {
        cluster.close();
      }
      store.close();
      throw e;
    }
  }

  Cluster cluster() {
    return cluster;
  }

  int port() {
    return cluster.port();
  }

  /// What happens while clients work.
  interface Event {
    void happen() throws IOException;
  }

  /// What pullers do until it is enough.
  interface Pulls {
    void of(Puller puller, BooleanSupplier enough) throws IOException;
  }

  /// All clients work, those that pull as it says, while something happens; returns how those that
  /// push fared, of whom each has all done.
  List<Retries> work(String what, Pulls pulls, Event event) {
    var enough = new AtomicBoolean();
    List<Retries> fared = new ArrayList<>();
    List<Together.Piece> pieces = new ArrayList<>();
    for (Pusher pusher : crowd.pushers()) {
      var retries = new Retries(port());
      fared.add(retries);
      pieces.add(() -> pusher.persist(retries, enough::get));
    }
    int before = pulled();
    pullers.forEach(puller -> pieces.add(() -> pulls.of(puller, enough::get)));
    Together.all(
        pieces,
        () -> {
          try {
            event.happen();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            enough.set(true);
          }
        });
    System.out.printf(
        "%s: %d pulls; those who push were %s%n", what, pulled() - before, Retries.of(fared));
    return fared;
  }

  /// The same with pullers for whom nothing may fail, and who ask for nothing twice.
  List<Retries> workWhilePullsGoOn(String what, Event event) {
    return work(what, (puller, enough) -> puller.pullWithoutFail(port(), enough), event);
  }

  /// The same with pullers that ask again.
  List<Retries> workWithRetries(String what, Event event) {
    return work(what, (puller, enough) -> puller.persist(new Retries(port()), enough), event);
  }

  private int pulled() {
    return pullers.stream().mapToInt(Puller::pulls).sum();
  }

  /// How many blobs, manifests and tags there is an account of.
  int size() {
    return crowd.pushers().stream().mapToInt(Pusher::size).sum();
  }

  /// Nobody works: what was acknowledged is there, and nothing in the bucket is broken.
  void verify() throws IOException {
    crowd.verify(port());
    assertThat(StoreWalk.faults(store.bucket(), sound)).isEmpty();
  }

  /// Returns when the janitor has left nothing over.
  void awaitNothingLeftOver() {
    Poll.until(
        JANITOR_LIMIT,
        () -> "left over in the store: " + StoreWalk.leftovers(store.bucket()),
        () -> StoreWalk.leftovers(store.bucket()).isEmpty());
  }

  /// Returns when every replica says so of its uploads, while it is ready all the time.
  void awaitUploads(String state) {
    Pattern said = Pattern.compile("\"state\":\\s*\"" + state + "\"");
    for (int replica = 1; replica <= REPLICAS; replica++) {
      int port = cluster.port(replica);
      Poll.until(
          SOON,
          () -> "uploads are not " + state + ": " + readiness(port),
          () -> said.matcher(readiness(port)).find());
    }
  }

  private static String readiness(int port) {
    try (var connection = new Connection(port)) {
      Response answer = connection.send(Connection.get("/q/health/ready"));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      return answer.text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// For so long every upload that begins is refused, in words and without being kept waiting.
  void refusesUploadsFor(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    long longest = 0;
    int times = 0;
    for (; System.nanoTime() - end < 0; times++) {
      long began = System.nanoTime();
      try (var connection = new Connection(port())) {
        Response answer =
            connection.send(Connection.request("POST", "/v2/away/app/blobs/uploads/"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.text()).contains("\"errors\"");
      }
      longest = Math.max(longest, System.nanoTime() - began);
      Poll.pause(Duration.ofMillis(50));
    }
    System.out.printf("%d uploads refused, after at most %d ms%n", times, longest / 1_000_000);
    assertThat(Duration.ofNanos(longest)).isLessThan(HANGING);
  }

  /// Every check passes through the balancer, and every replica has had a part in its uploads.
  void passesConformance(Path folder) throws IOException {
    Conformance.passes("127.0.0.1:" + port(), folder, false);
    for (int replica = 1; replica <= REPLICAS; replica++) {
      assertThat(
              Metrics.of(cluster.port(replica))
                  .sum("stowage_http_requests_seconds_count", "route=\"upload\""))
          .as("requests for uploads of replica " + replica)
          .isPositive();
    }
  }

  @Override
  public void close() {
    cluster.close();
    store.close();
  }
}
