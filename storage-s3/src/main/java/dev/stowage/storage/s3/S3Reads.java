package dev.stowage.storage.s3;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Reads objects and what the store says of them.
final class S3Reads {

  /// How often a range that lies behind an object's end is looked at while the object changes.
  private static final int MAX_LOOKS = 5;

  /// Bodies are always closed here. The SDK's alarm for those that are not read would keep each of
  /// them in memory for a minute.
  private static final Duration NO_ALARM = Duration.ZERO;

  private final S3Bucket bucket;

  S3Reads(S3Bucket bucket) {
    this.bucket = bucket;
  }

  Optional<ObjectInfo> head(ObjectKey key) {
    return headers(key)
        .map(
            head ->
                new ObjectInfo(
                    key, head.contentLength(), S3Bucket.version(head.eTag()), head.lastModified()));
  }

  /// All that the store says of the object, its whole checksum included; empty if there is none.
  Optional<HeadObjectResponse> headers(ObjectKey key) {
    return bucket
        .calls()
        .run(
            "asking for " + key,
            attempt -> {
              try {
                return Optional.of(
                    bucket
                        .s3()
                        .headObject(
                            request ->
                                request
                                    .bucket(bucket.name())
                                    .key(bucket.key(key))
                                    .checksumMode(checksumMode())
                                    .overrideConfiguration(attempt.limits())));
              } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                  return Optional.empty();
                }
                throw e;
              }
            });
  }

  Optional<ObjectBody> open(ObjectKey key, ByteRange range) {
    for (int look = 0; look < MAX_LOOKS; look++) {
      if (range.length() > 0) {
        switch (get(key, range, null)) {
          case Body(var body, var info) -> {
            return Optional.of(new S3Body(this, body, info, range.within(info.size())));
          }
          case Absent() -> {
            return Optional.empty();
          }
          case Behind() -> {}
        }
      }
      // Nothing to read of the range, so only what the store says of the object.
      Optional<ObjectInfo> info = head(key);
      if (info.isEmpty()) {
        return Optional.empty();
      }
      ByteRange within = range.within(info.get().size());
      if (within.length() == 0) {
        return Optional.of(new S3Body(this, null, info.get(), within));
      }
    }
    throw new StorageException(Kind.UNAVAILABLE, key + " grows and shrinks while it is read");
  }

  /// The rest of a body from `offset`, if the object is still of that version.
  ResponseInputStream<GetObjectResponse> reopen(ObjectInfo info, ByteRange rest) {
    if (get(info.key(), rest, info.version()) instanceof Body(var body, _)) {
      return body;
    }
    throw new StorageException(
        Kind.UNAVAILABLE, info.key() + " was replaced or removed while it was read");
  }

  /// An answer to GET.
  private sealed interface Answer {}

  /// The bytes of the range, of an object of which that is known.
  private record Body(ResponseInputStream<GetObjectResponse> bytes, ObjectInfo info)
      implements Answer {}

  /// There is no such object, or not of that version.
  private record Absent() implements Answer {}

  /// The range begins at or behind the object's end.
  private record Behind() implements Answer {}

  private Answer get(ObjectKey key, ByteRange range, @Nullable Version version) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(key))
            .range(header(range))
            .checksumMode(checksumMode())
            .ifMatch(version == null ? null : S3Bucket.etag(version));
    return bucket
        .calls()
        .run(
            "reading " + key,
            attempt -> {
              try {
                ResponseInputStream<GetObjectResponse> body =
                    bucket
                        .s3()
                        .getObject(
                            request.overrideConfiguration(attempt.limits()).build(),
                            ResponseTransformer.toInputStream(NO_ALARM));
                GetObjectResponse answer = body.response();
                return new Body(
                    body,
                    new ObjectInfo(
                        key, size(answer), S3Bucket.version(answer.eTag()), answer.lastModified()));
              } catch (S3Exception e) {
                if (e.statusCode() == 404 || e.statusCode() == 412) {
                  return new Absent();
                }
                if (e.statusCode() == 416) {
                  return new Behind();
                }
                throw e;
              }
            });
  }

  private @Nullable ChecksumMode checksumMode() {
    return bucket.checksums() ? ChecksumMode.ENABLED : null;
  }

  private static @Nullable String header(ByteRange range) {
    if (range.offset() == 0 && range.length() == Long.MAX_VALUE) {
      return null;
    }
    boolean open = range.length() > Long.MAX_VALUE - range.offset();
    return "bytes=" + range.offset() + "-" + (open ? "" : range.offset() + range.length() - 1);
  }

  /// The size of the whole object: `Content-Range: bytes 0-9/123`, or the length of all of it.
  private static long size(GetObjectResponse answer) {
    String range = answer.contentRange();
    return range == null
        ? answer.contentLength()
        : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
  }
}
