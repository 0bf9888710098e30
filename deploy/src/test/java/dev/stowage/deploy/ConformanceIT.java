package dev.stowage.deploy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The OCI conformance suite, on every kind of store.
class ConformanceIT {

  @TempDir Path folder;

  @Test
  void directoryStorePassesEveryCheck() throws IOException {
    try (var registry = Registry.directory(folder.resolve("data")).start()) {
      Conformance.passes(registry.host(), folder, false);
    }
  }

  @Test
  void directoryStorePassesEveryCheckWhenManifestsMayBeSparse() throws IOException {
    try (var registry =
        Registry.directory(folder.resolve("data"))
            .with("STOWAGE_MANIFESTS_SPARSE", "all")
            .start()) {
      Conformance.passes(registry.host(), folder, true);
    }
  }

  @Test
  void memoryStorePassesEveryCheck() throws IOException {
    try (var registry = Registry.memory().start()) {
      Conformance.passes(registry.host(), folder, false);
    }
  }

  @Test
  void memoryStorePassesEveryCheckWhenManifestsMayBeSparse() throws IOException {
    try (var registry = Registry.memory().with("STOWAGE_MANIFESTS_SPARSE", "all").start()) {
      Conformance.passes(registry.host(), folder, true);
    }
  }

  /// Through the registry: the suite wants our headers also where a redirect led it to the store.
  @ParameterizedTest
  @EnumSource(Cloud.class)
  void cloudStorePassesEveryCheck(Cloud cloud) throws IOException {
    try (Backing store = cloud.start();
        Registry registry = Registry.on(store).withJava("-Dstowage.storage.redirect=off").start()) {
      Conformance.passes(registry.host(), folder, false);
    }
  }
}
