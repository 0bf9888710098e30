package dev.stowage.lease;

import dev.stowage.document.Documents;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.cache.SoleWriter;
import dev.stowage.upload.session.Sessions;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Holds a [BucketLease] from the start to the end where others could use the bucket, too. The
/// start waits for it, and ends if it cannot be had.
@Singleton
public final class LeaseHolder {

  /// How long a lease stands still whose holder is dead.
  static final Duration PERIOD = Duration.ofSeconds(15);

  /// After the store was opened, before any request is served.
  private static final int AFTER_THE_STORE = 2_600;

  private final ObjectStore store;
  private final Sessions sessions;
  private final Documents documents;
  private final SoleWriter writer;
  private @Nullable BucketLease lease;

  public LeaseHolder(ObjectStore store, Sessions sessions, Documents documents, SoleWriter writer) {
    this.store = store;
    this.sessions = sessions;
    this.documents = documents;
    this.writer = writer;
  }

  void start(@Observes @Priority(AFTER_THE_STORE) StartupEvent event) {
    if (store.capabilities().exclusive()) {
      return;
    }
    Runnable lost = () -> Quarkus.asyncExit(1);
    lease =
        sessions.isCertain()
            ? new SoloLease(documents, PERIOD, where(), writer, lost)
            : new SharedLease(documents, PERIOD, where(), lost);
    try {
      lease.take();
    } catch (StorageException e) {
      throw new ConfigurationException("the lease on the bucket cannot be had: " + e.getMessage());
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (lease != null) {
      lease.close();
    }
  }

  private static String where() {
    return host() + ", process " + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "a machine";
    }
  }
}
