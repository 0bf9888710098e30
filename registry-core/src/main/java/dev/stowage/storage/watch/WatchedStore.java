package dev.stowage.storage.watch;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.WriteResult;
import dev.stowage.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The store behind it, counted and timed. Changes nothing.
public final class WatchedStore implements ObjectStore {

  private final ObjectStore store;
  private final Meters meters;
  private final StagedUploads uploads;

  /// @param calls counts what is asked from now on
  public WatchedStore(ObjectStore store, MeterRegistry registry, StoreCalls calls) {
    this(store, registry, calls, Tracing.OFF);
  }

  /// @param calls counts what is asked from now on
  /// @param tracing has a span for each call that a request makes
  public WatchedStore(
      ObjectStore store, MeterRegistry registry, StoreCalls calls, Tracing tracing) {
    this.store = store;
    this.meters = new Meters(registry, calls, tracing);
    this.uploads = new WatchedUploads(store.uploads());
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public Optional<ObjectInfo> head(ObjectKey key) {
    return meters.timed(StoreCall.HEAD, key, WatchedStore::presence, () -> store.head(key));
  }

  @Override
  public Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    Optional<ObjectBody> body =
        meters.timed(StoreCall.OPEN, key, WatchedStore::presence, () -> store.open(key, range));
    body.ifPresent(found -> meters.read(found.range().length()));
    return body;
  }

  @Override
  public WriteResult write(ObjectKey key, Content content, Condition condition) {
    WriteResult result =
        meters.timed(
            StoreCall.WRITE,
            key,
            WatchedStore::standing,
            () -> store.write(key, content, condition));
    if (result.written()) {
      meters.written(content.length());
    }
    return result;
  }

  @Override
  public WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    return meters.timed(
        StoreCall.COPY, to, WatchedStore::standing, () -> store.copy(from, to, condition));
  }

  @Override
  public boolean delete(ObjectKey key, Condition condition) {
    return meters.timed(
        StoreCall.DELETE, key, gone -> gone ? "ok" : "refused", () -> store.delete(key, condition));
  }

  @Override
  public List<DeleteFailure> deleteAll(List<ObjectKey> keys) {
    return meters.timed(
        StoreCall.DELETE_ALL,
        keys.size() + " objects",
        failures -> failures.isEmpty() ? "ok" : "partial",
        () -> store.deleteAll(keys));
  }

  @Override
  public ListPage list(ListQuery query) {
    return meters.timed(StoreCall.LIST, query.prefix(), _ -> "ok", () -> store.list(query));
  }

  @Override
  public Optional<URI> presignGet(ObjectKey key, PresignOptions options) {
    return meters.timed(
        StoreCall.PRESIGN, key, WatchedStore::presence, () -> store.presignGet(key, options));
  }

  @Override
  public StagedUploads uploads() {
    return uploads;
  }

  @Override
  public void close() {
    store.close();
  }

  private static String presence(Optional<?> answer) {
    return answer.isPresent() ? "ok" : "absent";
  }

  private static String standing(WriteResult result) {
    return result.written() ? "ok" : "refused";
  }

  private final class WatchedUploads implements StagedUploads {

    private final StagedUploads staged;

    WatchedUploads(StagedUploads staged) {
      this.staged = staged;
    }

    @Override
    public StagedUpload begin(ObjectKey target) {
      return meters.timed(StoreCall.BEGIN, target, _ -> "ok", () -> staged.begin(target));
    }

    @Override
    public Part putPart(
        StagedUpload upload, int number, long offset, Content content, boolean last) {
      Part part =
          meters.timed(
              StoreCall.PUT_PART,
              upload.target(),
              _ -> "ok",
              () -> staged.putPart(upload, number, offset, content, last));
      meters.written(content.length());
      return part;
    }

    @Override
    public WriteResult complete(StagedUpload upload, List<Part> parts) {
      return meters.timed(
          StoreCall.COMPLETE,
          upload.target(),
          WatchedStore::standing,
          () -> staged.complete(upload, parts));
    }

    @Override
    public void abort(StagedUpload upload) {
      meters.timed(
          StoreCall.ABORT,
          upload.target(),
          _ -> "ok",
          () -> {
            staged.abort(upload);
            return true;
          });
    }

    @Override
    public List<StagedUpload> unfinished(ListQuery query) {
      return meters.timed(
          StoreCall.UNFINISHED, query.prefix(), _ -> "ok", () -> staged.unfinished(query));
    }
  }
}
