package dev.stowage.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.security.MessageDigest;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A blob's bytes as they come: one GET through the SDK's pipeline, whose own downloads either hold
/// all in memory or ask block by block. A connection that breaks is made again from where it broke,
/// for the same version only.
final class BlobBody extends InputStream implements ObjectBody {

  /// How often in a row a connection may break before a byte has come.
  private static final int MAX_BREAKS = 3;

  /// More than any blob can have (50,000 blocks of 4,000 MiB); Azure parses no longer ranges.
  private static final long MAX_OBJECT = 1L << 50;

  private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
  private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");

  private final Container container;
  private final Calls.Connection connection;
  private final ObjectInfo info;
  private final ByteRange range;
  private final @Nullable MessageDigest digest;
  private final String expected;
  private HttpResponse response;
  private InputStream in;
  private long position;
  private int breaks;

  private BlobBody(
      Container container,
      Calls.Connection connection,
      ObjectInfo info,
      ByteRange range,
      HttpResponse response) {
    this.container = container;
    this.connection = connection;
    this.info = info;
    this.range = range;
    this.response = response;
    in = response.getBodyAsBinaryData().toStream();
    position = range.offset();
    String md5 = response.getHeaderValue(HttpHeaderName.CONTENT_MD5);
    boolean checked = md5 != null && range.length() == info.size();
    digest = checked ? Payload.md5() : null;
    expected = checked ? md5 : "";
  }

  /// The object's bytes within the range.
  static Optional<ObjectBody> open(Container container, ObjectKey key, ByteRange range) {
    String what = "reading " + key;
    BlockBlobClient blob = container.blob(key);
    Calls.Connection connection = container.calls().connection(what);
    Optional<ObjectBody> body = Optional.empty();
    try {
      body =
          container
              .calls()
              .onConnection(
                  Calls.Call.of(what), _ -> open(container, connection, blob, key, range));
      return body;
    } finally {
      if (!(body.orElse(null) instanceof BlobBody)) {
        connection.close();
      }
    }
  }

  private static Optional<ObjectBody> open(
      Container container,
      Calls.Connection connection,
      BlockBlobClient blob,
      ObjectKey key,
      ByteRange range) {
    if (range.length() > 0 && range.offset() < MAX_OBJECT) {
      HttpResponse response = get(blob, range, "");
      int status = response.getStatusCode();
      if (status == 200 || status == 206) {
        ObjectInfo info = info(key, response);
        return Optional.of(
            new BlobBody(container, connection, info, range.within(info.size()), response));
      }
      BlobStorageException failure = failure(response);
      if (Failures.isAbsence(failure)) {
        return Optional.empty();
      }
      if (status != 416) {
        throw failure;
      }
    }
    // The range has no bytes, and so no answer that would say of what.
    return Container.properties(blob)
        .map(properties -> Container.info(key, properties))
        .map(info -> new Nothing(info, range.within(info.size())));
  }

  private static HttpResponse get(BlockBlobClient blob, ByteRange range, String etag) {
    HttpRequest request =
        new HttpRequest(HttpMethod.GET, blob.getBlobUrl())
            .setHeader(VERSION, BlobServiceVersion.getLatest().getVersion())
            // Part of what is signed, also where there is none.
            .setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
    boolean open = range.length() >= MAX_OBJECT;
    if (range.offset() > 0 || !open) {
      String end = open ? "" : Long.toString(range.offset() + range.length() - 1);
      request.setHeader(RANGE, "bytes=" + range.offset() + "-" + end);
    }
    if (!etag.isEmpty()) {
      request.setHeader(HttpHeaderName.IF_MATCH, etag);
    }
    return blob.getHttpPipeline().sendSync(request, Context.NONE);
  }

  private static BlobStorageException failure(HttpResponse response) {
    int status = response.getStatusCode();
    BlobStorageException failure = new BlobStorageException("status " + status, response, null);
    response.close();
    return failure;
  }

  private static ObjectInfo info(ObjectKey key, HttpResponse response) {
    String contentRange = response.getHeaderValue(HttpHeaderName.CONTENT_RANGE);
    String size =
        contentRange == null
            ? response.getHeaderValue(HttpHeaderName.CONTENT_LENGTH)
            : contentRange.substring(contentRange.indexOf('/') + 1);
    return new ObjectInfo(
        key,
        Long.parseLong(size),
        new Version(response.getHeaderValue(HttpHeaderName.ETAG)),
        ZonedDateTime.parse(
                response.getHeaderValue(HttpHeaderName.LAST_MODIFIED),
                DateTimeFormatter.RFC_1123_DATE_TIME)
            .toInstant());
  }

  @Override
  public ObjectInfo info() {
    return info;
  }

  @Override
  public ByteRange range() {
    return range;
  }

  @Override
  public InputStream stream() {
    return this;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    long rest = range.offset() + range.length() - position;
    if (rest == 0) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    while (true) {
      try {
        int n = next(buffer, offset, (int) Math.min(length, rest));
        if (n > 0) {
          took(buffer, offset, n);
          return n;
        }
        goOn(new EOFException("the store ended it early"));
      } catch (IOException e) {
        goOn(e);
      }
    }
  }

  private int next(byte[] buffer, int offset, int length) throws IOException {
    return in.available() > 0
        ? in.read(buffer, offset, length)
        : container.calls().reading(() -> in.read(buffer, offset, length));
  }

  private void took(byte[] buffer, int offset, int n) {
    breaks = 0;
    position += n;
    if (digest == null) {
      return;
    }
    digest.update(buffer, offset, n);
    if (position == info.size()
        && !Base64.getEncoder().encodeToString(digest.digest()).equals(expected)) {
      throw new StorageException(
          Kind.CORRUPT, "reading " + info.key() + ": what came is not what was written");
    }
  }

  /// Asks for the rest, after the connection broke.
  private void goOn(IOException cause) {
    String what = "reading " + info.key();
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (interrupted || ++breaks > MAX_BREAKS) {
      Kind kind = cause instanceof HttpTimeoutException ? Kind.TIMEOUT : Kind.UNAVAILABLE;
      throw new StorageException(kind, what + ": cut off at byte " + position, cause);
    }
    abandon();
    ByteRange rest = new ByteRange(position, range.offset() + range.length() - position);
    BlockBlobClient blob = container.blob(info.key());
    response =
        container
            .calls()
            .onConnection(
                Calls.Call.of(what),
                _ -> {
                  HttpResponse again = get(blob, rest, info.version().value());
                  int status = again.getStatusCode();
                  if (status == 206 || (status == 200 && position == 0)) {
                    return again;
                  }
                  BlobStorageException failure = failure(again);
                  if (status == 412 || status == 404) {
                    throw new StorageException(
                        Kind.UNAVAILABLE, what + ": cut off, and it was replaced since", failure);
                  }
                  throw failure;
                });
    in = response.getBodyAsBinaryData().toStream();
  }

  @Override
  public void close() {
    abandon();
    connection.close();
  }

  private void abandon() {
    try {
      response.close();
    } catch (RuntimeException e) {
      // It was given up anyway.
    }
  }

  /// No bytes of an object.
  private record Nothing(ObjectInfo info, ByteRange range) implements ObjectBody {
    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public void close() {}
  }
}
