package dev.stowage.costs;

import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// What a month of a million pushes and a million pulls of a typical image costs: 7 layers of which
/// 2 are new, a config of 2 KB, a manifest and a tag. Each new layer has 64 MiB.
record Month(Map<Operation, StoreCalls.Counts> measured) {

  static final int LAYERS = 7;
  static final int NEW_LAYERS = 2;

  /// 64 MiB in parts of 8 MiB.
  private static final int PARTS = 8;

  /// Requests for a push of a blob of 2 KB, and of one of 64 MiB, by another registry, measured
  /// with a counting proxy before the same kind of store.
  private record Other(String name, int small, int large) {
    long push() {
      return small + (long) NEW_LAYERS * large;
    }
  }

  private static final Other DISTRIBUTION = new Other("distribution 3.1.1", 28, 37);
  private static final Other ZOT = new Other("zot", 18, 27);

  /// The rows of the table.
  Stream<String> rows() {
    return Stream.concat(
        Stream.of(Cloud.values()).flatMap(this::rows), Stream.of(row(DISTRIBUTION), row(ZOT)));
  }

  private Stream<String> rows(Cloud cloud) {
    Cloud.Requests blobs = blobs(cloud);
    return Stream.of(
        row("Stowage on " + cloud.label + ": the blobs of a push", blobs),
        row("Stowage on " + cloud.label + ": a push, whole", push(cloud)),
        row("Stowage on " + cloud.label + ": a pull", pull(cloud)));
  }

  /// A push, whole.
  Cloud.Requests push(Cloud cloud) {
    return blobs(cloud).plus(rest(cloud));
  }

  /// What the new blobs ask for.
  private Cloud.Requests blobs(Cloud cloud) {
    Cloud.Requests layer =
        cloud
            .priced(counts(Operation.PATCH_4))
            .plus(cloud.priced(StoreCall.PUT_PART).times(PARTS - 4));
    return layer.times(NEW_LAYERS).plus(cloud.priced(counts(Operation.PATCH)));
  }

  /// The client looks for each blob, and pushes the manifest; at this rate there is one removal of
  /// intents for each push.
  private Cloud.Requests rest(Cloud cloud) {
    return cloud
        .priced(counts(Operation.HEAD_MISSING))
        .times(NEW_LAYERS + 1)
        .plus(cloud.priced(counts(Operation.HEAD_BLOB)).times(LAYERS - NEW_LAYERS))
        .plus(cloud.priced(counts(Operation.PUT_IMAGE)))
        .plus(cloud.priced(StoreCall.DELETE_ALL).times(2));
  }

  /// HEAD by tag, GET by digest, and all blobs, each of which the client fetches from the bucket.
  Cloud.Requests pull(Cloud cloud) {
    return cloud
        .priced(counts(Operation.GET_TAG))
        .plus(cloud.priced(counts(Operation.GET_DIGEST)))
        .plus(cloud.priced(counts(Operation.GET_BLOB)).plus(Cloud.Requests.READ).times(LAYERS + 1));
  }

  private StoreCalls.Counts counts(Operation operation) {
    return Objects.requireNonNull(measured.get(operation));
  }

  private static String row(String what, Cloud.Requests requests) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | $%.2f |",
        what,
        requests.writes() + requests.reads(),
        requests,
        requests.dollars());
  }

  private static String row(Other other) {
    return String.format(
        Locale.ROOT,
        "| %s: the blobs of a push | %d | not told apart | $%.2f to $%.2f |",
        other.name,
        other.push(),
        other.push() * Cloud.MILLION_READS,
        other.push() * Cloud.MILLION_WRITES);
  }
}
