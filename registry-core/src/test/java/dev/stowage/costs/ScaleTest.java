package dev.stowage.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.watch.StoreCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How the registry grows, simulated with what its operations were counted to ask of the store;
/// writes the tables of `docs/scale.md` (`-Dcosts.write`) and fails when they say anything else.
class ScaleTest {

  private static final Path DOCUMENT = Path.of("../docs/scale.md");

  private static final int NODES = 10_000;
  private static final List<Integer> REPLICAS = List.of(1, 2, 3, 6, 12);
  private static final int FLEET = 6;

  /// A month in seconds.
  private static final long MONTH = 30L * 24 * 3600;

  /// `StoreReadiness` writes and reads an object at most this often, in seconds.
  private static final int PROBE = 5;

  private static final Map<Operation, StoreCalls.Counts> MEASURED = new EnumMap<>(Operation.class);

  @BeforeAll
  static void measure() throws IOException {
    for (Operation operation : Operation.values()) {
      MEASURED.put(operation, operation.measure());
    }
  }

  @Test
  void twiceTheReplicasTellTwiceAsManyNodesUntilTheBucketIsTheLimit() {
    Rush.Outcome one = rush(1, false, Limits.NONE);
    Rush.Outcome two = rush(2, false, Limits.NONE);
    assertThat(one.told() / two.told()).isBetween(1.9, 2.1);
    Limits s3 = Limits.of(Cloud.S3);
    assertThat(rush(6, false, s3).told() / rush(12, false, s3).told()).isBetween(0.95, 1.05);
  }

  @Test
  void aRushAsksTheBucketForAsMuchAsTheTableOfCostsSays() {
    assertThat(rush(3, false, Limits.NONE).reads())
        .isEqualTo(NODES * new Month(MEASURED).pull(Cloud.S3).reads());
    assertThat(rush(3, true, Limits.NONE).reads()).isEqualTo((long) NODES * Rush.BLOBS);
  }

  @Test
  void theSamePlanHasTheSameOutcome() {
    Limits azure = Limits.of(Cloud.AZURE);
    assertThat(rush(3, false, azure)).isEqualTo(rush(3, false, azure));
  }

  @Test
  void documentHoldsTheTables() throws IOException {
    Tables.of(DOCUMENT)
        .with("steady", REPLICAS.stream().map(ScaleTest::steady))
        .with("pushes", Stream.of(Cloud.values()).map(ScaleTest::pushes))
        .with("replicas", REPLICAS.stream().map(ScaleTest::byReplicas))
        .with("clouds", Stream.of(Cloud.values()).flatMap(ScaleTest::byCloud))
        .check("-Dtest=ScaleTest");
  }

  /// What so many replicas carry when the bucket is no limit, and what they cost beside it.
  private static String steady(int replicas) {
    double cores = replicas * (double) Rush.CORES;
    double probes = replicas * (double) MONTH / PROBE;
    return String.format(
        Locale.ROOT,
        "| %d | %,.0f | %,.0f | %,.0f | $%.2f | $%.2f |",
        replicas,
        cores / pull(false),
        cores / pull(true),
        cores / push(),
        (probes * Cloud.MILLION_WRITES + probes * Cloud.MILLION_READS) / 1e6,
        new Month(MEASURED).pull(Cloud.S3).dollars());
  }

  /// Seconds of a core for a pull.
  private static double pull(boolean cached) {
    return work(Operation.GET_TAG, cached)
        + work(Operation.GET_DIGEST, cached)
        + Rush.BLOBS * work(Operation.GET_BLOB, cached);
  }

  /// Seconds of a core for a push, without hashing and sending the bytes.
  private static double push() {
    return Month.NEW_LAYERS * work(Operation.PATCH_4, false)
        + work(Operation.PATCH, false)
        + (Month.NEW_LAYERS + 1) * work(Operation.HEAD_MISSING, false)
        + (Month.LAYERS - Month.NEW_LAYERS) * work(Operation.HEAD_BLOB, false)
        + work(Operation.PUT_IMAGE, false);
  }

  private static double work(Operation operation, boolean cached) {
    return Work.of(Objects.requireNonNull(MEASURED.get(operation)), cached);
  }

  /// What a bucket that nobody has prepared takes.
  private static String pushes(Cloud cloud) {
    Limits limits = Limits.of(cloud);
    Month month = new Month(MEASURED);
    Cloud.Requests push = month.push(cloud);
    Cloud.Requests pull = month.pull(cloud);
    boolean shared = cloud == Cloud.AZURE; // one limit for both
    double pushes =
        shared
            ? limits.reads() / (push.reads() + push.writes())
            : Math.min(limits.reads() / push.reads(), limits.writes() / push.writes());
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %,.0f |",
        cloud.label,
        pushes,
        limits.reads() / pull.reads(),
        limits.reads() / Rush.BLOBS);
  }

  private static String byReplicas(int replicas) {
    Limits s3 = Limits.of(Cloud.S3);
    Rush.Outcome without = rush(replicas, false, s3);
    Rush.Outcome with = rush(replicas, true, s3);
    return String.format(
        Locale.ROOT,
        "| %d | %.1f | %.0f %% | %.1f | %.0f %% |",
        replicas,
        without.told(),
        100 * without.busy(),
        with.told(),
        100 * with.busy());
  }

  private static Stream<String> byCloud(Cloud cloud) {
    return Stream.of(false, true)
        .map(
            cached -> {
              Rush.Outcome outcome = rush(FLEET, cached, Limits.of(cloud));
              return String.format(
                  Locale.ROOT,
                  "| %s | %s | %,d | $%.3f | %.0f | %.0f |",
                  cloud.label,
                  cached ? "with" : "without",
                  outcome.reads(),
                  outcome.reads() * Cloud.MILLION_READS / 1e6,
                  outcome.told(),
                  outcome.done());
            });
  }

  private static Rush.Outcome rush(int replicas, boolean cached, Limits limits) {
    return Rush.of(new Rush.Plan(NODES, replicas, cached, limits), MEASURED);
  }
}
