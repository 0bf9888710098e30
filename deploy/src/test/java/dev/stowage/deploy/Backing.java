package dev.stowage.deploy;

import java.util.Map;

/// A store for registries, as a child process with one empty bucket. It ends with the tests, or
/// when it is closed.
interface Backing extends AutoCloseable {

  /// Where it listens on the loopback address.
  int port();

  /// The settings of a registry that keeps everything in the bucket, by their names, and reaches
  /// the store at that port.
  Map<String, String> settings(int port);

  /// What is in the bucket.
  Bucket bucket();

  @Override
  void close();
}
