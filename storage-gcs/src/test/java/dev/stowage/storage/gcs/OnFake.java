package dev.stowage.storage.gcs;

import dev.stowage.storage.gcs.fake.FakeGcs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A configuration for a fake store; each setting can be another one.
///
/// @param key the text of the credentials file; empty for none
record OnFake(
    String bucket,
    URI endpoint,
    String key,
    boolean anonymous,
    String prefix,
    Duration requestTimeout,
    Duration callTimeout,
    Optional<URI> proxy,
    Optional<Path> caFile) {

  static final String BUCKET = "stowage";

  static FakeGcs fake() {
    return FakeGcs.start(0, BUCKET);
  }

  static OnFake of(FakeGcs fake) {
    return new OnFake(
        BUCKET,
        fake.uri(),
        fake.serviceAccountKey(),
        false,
        "registry",
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Optional.empty(),
        Optional.empty());
  }

  OnFake bucket(String other) {
    return new OnFake(
        other, endpoint, key, anonymous, prefix, requestTimeout, callTimeout, proxy, caFile);
  }

  OnFake endpoint(URI other) {
    return new OnFake(
        bucket, other, key, anonymous, prefix, requestTimeout, callTimeout, proxy, caFile);
  }

  OnFake key(String other) {
    return new OnFake(
        bucket, endpoint, other, anonymous, prefix, requestTimeout, callTimeout, proxy, caFile);
  }

  OnFake withoutCredentials() {
    return new OnFake(
        bucket, endpoint, "", true, prefix, requestTimeout, callTimeout, proxy, caFile);
  }

  OnFake prefix(String other) {
    return new OnFake(
        bucket, endpoint, key, anonymous, other, requestTimeout, callTimeout, proxy, caFile);
  }

  OnFake timeouts(Duration request, Duration call) {
    return new OnFake(bucket, endpoint, key, anonymous, prefix, request, call, proxy, caFile);
  }

  OnFake proxy(URI uri) {
    return new OnFake(
        bucket,
        endpoint,
        key,
        anonymous,
        prefix,
        requestTimeout,
        callTimeout,
        Optional.of(uri),
        caFile);
  }

  OnFake caFile(Path file) {
    return new OnFake(
        bucket,
        endpoint,
        key,
        anonymous,
        prefix,
        requestTimeout,
        callTimeout,
        proxy,
        Optional.of(file));
  }

  GcsStore open() {
    Optional<Path> file = key.isEmpty() ? Optional.empty() : Optional.of(written(key));
    try {
      return GcsStore.open(Settings.of(new Config(this, file)));
    } finally {
      file.ifPresent(OnFake::delete);
    }
  }

  private static Path written(String text) {
    try {
      return Files.writeString(Files.createTempFile("account-", ".json"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Config(OnFake set, Optional<Path> credentialsFile) implements GcsConfig {

    @Override
    public Optional<String> bucket() {
      return Optional.of(set.bucket).filter(name -> !name.isEmpty());
    }

    @Override
    public Optional<URI> endpoint() {
      return Optional.of(set.endpoint);
    }

    @Override
    public Optional<Boolean> noCredentials() {
      return Optional.of(set.anonymous);
    }

    @Override
    public Optional<String> prefix() {
      return Optional.of(set.prefix);
    }

    @Override
    public Optional<String> quotaProject() {
      return Optional.empty();
    }

    @Override
    public Optional<URI> proxy() {
      return set.proxy;
    }

    @Override
    public Optional<Path> caFile() {
      return set.caFile;
    }

    @Override
    public OptionalInt connections() {
      return OptionalInt.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      return Optional.of(Duration.ofSeconds(2));
    }

    @Override
    public Optional<Duration> requestTimeout() {
      return Optional.of(set.requestTimeout);
    }

    @Override
    public Optional<Duration> callTimeout() {
      return Optional.of(set.callTimeout);
    }
  }
}
