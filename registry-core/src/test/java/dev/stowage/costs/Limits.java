package dev.stowage.costs;

import java.time.Duration;

/// What a cloud lets one bucket do before anybody has asked for more, as its documentation says
/// (`docs/scale.md` names the pages).
///
/// @param reads a second, of one partition, account or bucket
/// @param writes a second, of the same
/// @param objectReads a second, of one object; 0 where nothing is said
/// @param objectWrites a second, of one object; 0 where nothing is said
/// @param gigabits a second that leave it; 0 where nothing is said
record Limits(
    double reads, double writes, double objectReads, double objectWrites, double gigabits) {

  /// How long a cloud takes to answer a small request.
  static final Duration LATENCY = Duration.ofMillis(20);

  /// Of a bucket that takes whatever comes.
  static final Limits NONE =
      new Limits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0, 0);

  static Limits of(Cloud cloud) {
    return switch (cloud) {
      case S3 -> new Limits(5_500, 3_500, 0, 0, 0);
      case AZURE -> new Limits(20_000, 20_000, 500, 500, 50);
      case GCS -> new Limits(5_000, 1_000, 0, 1, 200);
    };
  }
}
