package dev.stowage.storage.s3;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Reads objects and what the store says of them.
final class S3Reads {

  /// How often a range that lies behind an object's end is looked at while the object changes.
  private static final int MAX_LOOKS = 5;

  private final S3Bucket bucket;

  S3Reads(S3Bucket bucket) {
    this.bucket = bucket;
  }

  /// What the store says of an object.
  ///
  /// @param mark of the write that made it
  /// @param crc32c of the whole, if the store says it
  record Head(ObjectInfo info, WriteMark mark, OptionalInt crc32c) {}

  Optional<ObjectInfo> head(ObjectKey key) {
    return headers(key).map(Head::info);
  }

  /// All that the store says of the object; empty if there is none.
  Optional<Head> headers(ObjectKey key) {
    SdkHttpRequest.Builder request = bucket.request(SdkHttpMethod.HEAD, key);
    askForChecksum(request);
    return bucket
        .calls()
        .run(
            "asking for " + key,
            attempt -> {
              try {
                ObjectRequests.Answer answer = bucket.objects().send(request, null, attempt);
                String mark = answer.header(WriteMark.HEADER);
                return Optional.of(
                    new Head(
                        info(key, answer),
                        mark == null ? WriteMark.NONE : new WriteMark(mark),
                        Crc32cText.parse(answer.header(Crc32cText.HEADER))));
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
  AbortableInputStream reopen(ObjectInfo info, ByteRange rest) {
    if (get(info.key(), rest, info.version()) instanceof Body(var body, _)) {
      return body;
    }
    throw new StorageException(
        Kind.UNAVAILABLE, info.key() + " was replaced or removed while it was read");
  }

  /// An answer to GET.
  private sealed interface Answer {}

  /// The bytes of the range, of an object of which that is known.
  private record Body(AbortableInputStream bytes, ObjectInfo info) implements Answer {}

  /// There is no such object, or not of that version.
  private record Absent() implements Answer {}

  /// The range begins at or behind the object's end.
  private record Behind() implements Answer {}

  private Answer get(ObjectKey key, ByteRange range, @Nullable Version version) {
    SdkHttpRequest.Builder request =
        bucket.request(
            SdkHttpMethod.GET,
            key,
            version == null ? Condition.ALWAYS : new Condition.IfVersion(version));
    String part = header(range);
    if (part != null) {
      request.putHeader("Range", part);
    }
    askForChecksum(request);
    return bucket
        .calls()
        .run(
            "reading " + key,
            attempt -> {
              try {
                ObjectRequests.Answer answer = bucket.objects().open(request, null, attempt);
                return new Body(CheckedBody.of(answer), info(key, answer));
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

  private void askForChecksum(SdkHttpRequest.Builder request) {
    if (bucket.checksums()) {
      request.putHeader("x-amz-checksum-mode", "ENABLED");
    }
  }

  private static @Nullable String header(ByteRange range) {
    if (range.offset() == 0 && range.length() == Long.MAX_VALUE) {
      return null;
    }
    boolean open = range.length() > Long.MAX_VALUE - range.offset();
    return "bytes=" + range.offset() + "-" + (open ? "" : range.offset() + range.length() - 1);
  }

  private static ObjectInfo info(ObjectKey key, ObjectRequests.Answer answer) {
    WholeAnswers.check(answer, true);
    try {
      return new ObjectInfo(
          key, size(answer), S3Bucket.version(answer), modified(answer.header("Last-Modified")));
    } catch (NumberFormatException | DateTimeParseException e) {
      answer.body().abort();
      throw SdkClientException.create("an answer that says nothing of " + key, e);
    }
  }

  /// The size of the whole object: `Content-Range: bytes 0-9/123`, or the length of all of it.
  private static long size(ObjectRequests.Answer answer) {
    String range = answer.header("Content-Range");
    return Long.parseLong(
        range == null
            ? answer.header("Content-Length")
            : range.substring(range.lastIndexOf('/') + 1));
  }

  private static Instant modified(@Nullable String text) {
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
  }
}
