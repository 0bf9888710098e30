package dev.stowage.storage.choose;

import dev.stowage.redis.Redis;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageProvider;
import dev.stowage.storage.cache.CachedStore;
import dev.stowage.storage.cache.HotKeys;
import dev.stowage.storage.cache.SoleWriter;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import dev.stowage.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Opens the configured store, once, when the application starts. What cannot be used ends the
/// start with one sentence that names the setting: a [ConfigurationException], which Quarkus prints
/// without its trace.
@Singleton
public final class StoreChoice {

  /// The part of the heap that remembers small objects: one of so many.
  private static final int CACHE_SHARE = 8;

  private static final Logger LOG = Logger.getLogger(StoreChoice.class);

  @Produces
  @Singleton
  StoreCalls calls() {
    return new StoreCalls();
  }

  /// In a bucket that others can reach: whoever holds it for this process alone says so here.
  @Produces
  @Singleton
  SoleWriter writer() {
    return SoleWriter.notYet();
  }

  @Produces
  @Singleton
  @Startup
  ObjectStore store(
      StorageConfig config,
      @Any Instance<StorageProvider> providers,
      MeterRegistry meters,
      StoreCalls calls,
      Tracing tracing,
      SoleWriter writer,
      Optional<Redis> redis,
      HotKeys hot) {
    Map<String, Supplier<StorageProvider>> kinds = new TreeMap<>();
    for (Instance.Handle<StorageProvider> handle : providers.handles()) {
      handle.getBean().getQualifiers().stream()
          .filter(Identifier.class::isInstance)
          .forEach(kind -> kinds.put(((Identifier) kind).value(), handle::get));
    }
    ObjectStore store = open(config.kind(), kinds);
    LOG.infof("Storage: %s", config.kind());
    ObjectStore watched = new WatchedStore(store, meters, calls, tracing);
    if (config.cache() == StorageConfig.Cache.OFF) {
      return watched;
    }
    CachedStore cached = cached(watched, writer, redis, hot);
    cached.register(meters);
    return cached;
  }

  /// Others that write to the bucket are kept away, or share the Redis.
  private static CachedStore cached(
      ObjectStore store, SoleWriter writer, Optional<Redis> redis, HotKeys hot) {
    boolean exclusive = store.capabilities().exclusive();
    if (redis.isEmpty() || exclusive) {
      long capacity = Runtime.getRuntime().maxMemory() / CACHE_SHARE;
      return CachedStore.alone(store, capacity, exclusive ? SoleWriter.always() : writer);
    }
    try {
      return CachedStore.shared(store, redis.get(), BucketId.of(store), hot);
    } catch (StorageException e) {
      throw new ConfigurationException("the bucket's name cannot be read: " + e.getMessage());
    }
  }

  void close(@Disposes ObjectStore store) {
    store.close();
  }

  /// Opens and tries the store of that kind. Throws [ConfigurationException] without a cause, so
  /// that its message is all that is printed.
  static ObjectStore open(String kind, Map<String, Supplier<StorageProvider>> kinds) {
    Supplier<StorageProvider> chosen = kinds.get(kind);
    if (chosen == null) {
      throw new ConfigurationException(
          "stowage.storage.kind="
              + kind
              + " is unknown; it is one of "
              + String.join(", ", kinds.keySet()));
    }
    ObjectStore store;
    try {
      store = chosen.get().open();
    } catch (StorageException e) {
      throw new ConfigurationException(e.getMessage());
    }
    try {
      ConditionProbe.run(store);
    } catch (StorageException e) {
      store.close();
      throw new ConfigurationException(
          "stowage.storage.kind=" + kind + " cannot be used: " + e.getMessage());
    }
    return store;
  }
}
