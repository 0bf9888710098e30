package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Reads objects, and what the store says of them.
final class Reading {

  private final Bucket bucket;

  Reading(Bucket bucket) {
    this.bucket = bucket;
  }

  /// What is said of the object of that name, of all that `fields` names; empty if there is none.
  Optional<StorageObject> look(String name, String fields) throws IOException {
    try {
      return Optional.of(
          bucket.objects().objects().get(bucket.name(), name).setFields(fields).execute());
    } catch (IOException e) {
      if (Failures.isAbsent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  Optional<ObjectInfo> head(ObjectKey key) {
    return bucket
        .calls()
        .run("looking at " + key, _ -> look(bucket.names().of(key), "size,generation,timeCreated"))
        .map(found -> info(key, found));
  }

  private static ObjectInfo info(ObjectKey key, StorageObject found) {
    return new ObjectInfo(
        key,
        found.getSize().longValue(),
        version(found.getGeneration()),
        Instant.ofEpochMilli(found.getTimeCreated().getValue()));
  }

  Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    if (range.length() == 0) {
      return nothingOf(key, range);
    }
    Optional<HttpResponse> answer;
    try {
      answer = bucket.calls().run("reading " + key, _ -> media(key, range, null));
    } catch (StorageException e) {
      if (Failures.status(e) == 416) {
        return nothingOf(key, range);
      }
      throw e;
    }
    return answer.map(response -> body(key, range, response));
  }

  /// The range holds no byte of the object, and the store would tell nothing of it.
  private Optional<ObjectBody> nothingOf(ObjectKey key, ByteRange range) {
    return head(key)
        .map(info -> new Nothing(info, new ByteRange(range.within(info.size()).offset(), 0)));
  }

  private record Nothing(ObjectInfo info, ByteRange range) implements ObjectBody {

    @Override
    public InputStream stream() {
      return InputStream.nullInputStream();
    }

    @Override
    public void close() {}
  }

  private ObjectBody body(ObjectKey key, ByteRange range, HttpResponse response) {
    HttpHeaders headers = response.getHeaders();
    long size = size(response);
    String generation = headers.getFirstHeaderStringValue("x-goog-generation");
    ObjectInfo info =
        new ObjectInfo(key, size, new Version(String.valueOf(generation)), modified(headers));
    ByteRange cut = range.within(size);
    OptionalInt crc32c = cut.length() == size ? Crc32c.of(headers) : OptionalInt.empty();
    return new GcsBody(info, cut, crc32c, response, rest -> again(info, rest));
  }

  /// More of the same version, after its answer broke off.
  private HttpResponse again(ObjectInfo info, ByteRange rest) {
    return bucket
        .calls()
        .run("reading " + info.key(), _ -> media(info.key(), rest, info.version()))
        .orElseThrow(
            () ->
                new StorageException(
                    Kind.UNAVAILABLE,
                    info.key() + " was cut off, and has been replaced or deleted since"));
  }

  private Optional<HttpResponse> media(ObjectKey key, ByteRange range, @Nullable Version version)
      throws IOException {
    Storage.Objects.Get get = bucket.objects().objects().get(bucket.name(), bucket.names().of(key));
    get.setReturnRawInputStream(true);
    get.getMediaHttpDownloader().setDirectDownloadEnabled(true);
    if (version != null) {
      get.setGeneration(Long.valueOf(version.value()));
    }
    if (!range.equals(ByteRange.ALL)) {
      get.getRequestHeaders().setRange(header(range));
    }
    try {
      HttpResponse response = get.executeMedia();
      if (Thread.currentThread().isInterrupted()) {
        response.disconnect();
        throw new InterruptedIOException("given up");
      }
      if (range.offset() > 0 && response.getStatusCode() != 206) {
        response.disconnect();
        throw new IOException("asked for a range, got the whole");
      }
      return Optional.of(response);
    } catch (IOException e) {
      if (Failures.isAbsent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String header(ByteRange range) {
    long last = range.offset() + range.length() - 1;
    return "bytes=" + range.offset() + "-" + (last < 0 ? "" : String.valueOf(last));
  }

  private static long size(HttpResponse response) {
    HttpHeaders headers = response.getHeaders();
    String range = headers.getContentRange();
    if (range != null) {
      return Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }
    String stored = headers.getFirstHeaderStringValue("x-goog-stored-content-length");
    return stored != null
        ? Long.parseLong(stored)
        : Objects.requireNonNullElse(headers.getContentLength(), 0L);
  }

  private static Instant modified(HttpHeaders headers) {
    String text = Objects.requireNonNullElse(headers.getLastModified(), "");
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      return Instant.now();
    }
  }

  static Version version(long generation) {
    return new Version(Long.toString(generation));
  }
}
