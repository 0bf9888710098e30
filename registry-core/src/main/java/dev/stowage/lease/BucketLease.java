package dev.stowage.lease;

/// How a replica keeps a bucket from those that may not use it beside it.
sealed interface BucketLease extends AutoCloseable permits SoloLease, SharedLease {

  /// Takes the lease, after at most about a period, and keeps it until [#close]. Throws
  /// [io.quarkus.runtime.configuration.ConfigurationException] if who may not be there lives.
  void take();

  @Override
  void close();
}
