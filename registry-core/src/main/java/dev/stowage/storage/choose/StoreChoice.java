package dev.stowage.storage.choose;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageProvider;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// Opens the configured store, once, when the application starts. What cannot be used ends the
/// start with one sentence that names the setting: a [ConfigurationException], which Quarkus prints
/// without its trace.
@Singleton
public final class StoreChoice {

  private static final Logger LOG = Logger.getLogger(StoreChoice.class);

  @Produces
  @Singleton
  StoreCalls calls() {
    return new StoreCalls();
  }

  @Produces
  @Singleton
  @Startup
  ObjectStore store(
      StorageConfig config,
      @Any Instance<StorageProvider> providers,
      MeterRegistry meters,
      StoreCalls calls) {
    ObjectStore store;
    try {
      store = provider(config.kind(), providers).open();
    } catch (StorageException e) {
      throw new ConfigurationException(e.getMessage());
    }
    try {
      ConditionProbe.run(store);
    } catch (StorageException e) {
      store.close();
      throw new ConfigurationException(
          "stowage.storage.kind=" + config.kind() + " cannot be used: " + e.getMessage());
    }
    LOG.infof("Storage: %s", config.kind());
    return new WatchedStore(store, meters, calls);
  }

  void close(@Disposes ObjectStore store) {
    store.close();
  }

  private static StorageProvider provider(String kind, Instance<StorageProvider> providers) {
    Instance<StorageProvider> chosen = providers.select(Identifier.Literal.of(kind));
    if (chosen.isUnsatisfied()) {
      throw new ConfigurationException(
          "stowage.storage.kind=" + kind + " is unknown; it is one of " + kinds(providers));
    }
    return chosen.get();
  }

  private static String kinds(Instance<StorageProvider> providers) {
    return providers
        .handlesStream()
        .flatMap(handle -> handle.getBean().getQualifiers().stream())
        .filter(Identifier.class::isInstance)
        .map(qualifier -> ((Identifier) qualifier).value())
        .sorted()
        .reduce((a, b) -> a + ", " + b)
        .orElse("(none)");
  }
}
