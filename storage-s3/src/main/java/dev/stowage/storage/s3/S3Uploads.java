package dev.stowage.storage.s3;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Multipart uploads. A part's tag is its ETag and, behind a colon, its CRC32C, which the store
/// wants to be told again at the end; the store then makes the checksum of the whole from them.
final class S3Uploads implements StagedUploads {

  /// S3's limits of a part and of their number.
  static final long MIN_PART = 5L << 20;

  static final long MAX_PART = 5L << 30;
  static final int MAX_PARTS = 10_000;

  /// What a completion may take besides: as if its bytes were written again at 64 MiB a second.
  private static final int COMPLETION_SHARE = 64;

  private final S3Bucket bucket;
  private final S3Writes writes;
  private final S3Listing listing;

  S3Uploads(S3Bucket bucket, S3Writes writes, S3Listing listing) {
    this.bucket = bucket;
    this.writes = writes;
    this.listing = listing;
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    AtomicBoolean unsure = new AtomicBoolean();
    StagedUpload upload = begin(target, bucket.checksums(), unsure);
    if (unsure.get()) {
      abortOthers(upload);
    }
    return upload;
  }

  /// An attempt whose answer was lost may have begun an upload, too, of which nobody would ever
  /// hear. A key is the target of one upload only.
  private void abortOthers(StagedUpload upload) {
    String id = UploadHandle.of(upload).id();
    for (StagedUpload other : unfinished(ListQuery.of(upload.target().value()))) {
      if (other.target().equals(upload.target()) && !UploadHandle.of(other).id().equals(id)) {
        abort(other);
      }
    }
  }

  /// @param checksums whether the parts will come with theirs; parts that are copied do not
  /// @param unsure set if an attempt whose answer was lost may have begun another
  StagedUpload begin(ObjectKey target, boolean checksums, AtomicBoolean unsure) {
    WriteMark mark = WriteMark.random();
    CreateMultipartUploadResponse answer =
        bucket
            .calls()
            .run(
                "beginning an upload to " + target,
                attempt -> {
                  unsure.set(attempt.unsure());
                  return bucket
                      .s3()
                      .createMultipartUpload(
                          request ->
                              request
                                  .bucket(bucket.name())
                                  .key(bucket.key(target))
                                  .metadata(mark.metadata())
                                  .checksumAlgorithm(checksums ? ChecksumAlgorithm.CRC32_C : null)
                                  .checksumType(checksums ? ChecksumType.FULL_OBJECT : null)
                                  .serverSideEncryption(bucket.encryption())
                                  .ssekmsKeyId(bucket.kmsKey())
                                  .overrideConfiguration(attempt.limits()));
                });
    UploadHandle handle = new UploadHandle(mark, answer.uploadId());
    return new StagedUpload(target, handle.toString(), Instant.now());
  }

  @Override
  public Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last) {
    if (number < 1 || number > MAX_PARTS || offset < 0 || content.length() > MAX_PART) {
      throw new StorageException(
          Kind.MISUSE,
          "no part " + number + " of " + content.length() + " bytes at offset " + offset);
    }
    Payload payload = new Payload(content);
    SdkHttpRequest.Builder request =
        bucket
            .request(SdkHttpMethod.PUT, upload.target())
            .putRawQueryParameter("partNumber", Integer.toString(number))
            .putRawQueryParameter("uploadId", UploadHandle.of(upload).id());
    String crc32c = bucket.checksums() ? payload.checksum() : null;
    if (crc32c != null) {
      request.putHeader(Crc32cText.HEADER, crc32c);
    }
    try {
      String etag =
          bucket
              .calls()
              .run(
                  "writing part " + number + " of " + upload.target(),
                  content.length(),
                  payload::isRepeatable,
                  attempt -> send(upload, request, payload, attempt));
      return new Part(number, offset, content.length(), new PartTag(etag, crc32c).toString());
    } catch (StorageException e) {
      payload.check();
      throw e;
    }
  }

  private String send(
      StagedUpload upload, SdkHttpRequest.Builder request, Payload payload, Calls.Attempt attempt) {
    try {
      ObjectRequests.Answer answer = bucket.objects().send(request, payload, attempt);
      WholeAnswers.check(answer, false);
      return S3Bucket.version(answer).value();
    } catch (S3Exception e) {
      throw isUnknown(e) ? UploadHandle.unknown(upload) : e;
    }
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    long size = Part.sizeOf(parts);
    return complete(
        upload, parts.stream().map(S3Uploads::told).toList(), size, Condition.IF_ABSENT);
  }

  /// Makes the parts, which are `size` bytes together, the object if the condition holds.
  WriteResult complete(
      StagedUpload upload, List<CompletedPart> parts, long size, Condition condition) {
    UploadHandle handle = UploadHandle.of(upload);
    if (parts.isEmpty()) {
      throw new StorageException(Kind.MISUSE, "an upload is completed without a part");
    }
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(upload.target()))
            .uploadId(handle.id())
            .multipartUpload(list -> list.parts(parts))
            .checksumType(
                parts.stream().allMatch(part -> part.checksumCRC32C() != null)
                    ? ChecksumType.FULL_OBJECT
                    : null);
    switch (condition) {
      case Condition.Always _ -> {}
      case Condition.IfAbsent _ -> request.ifNoneMatch("*");
      case Condition.IfVersion(var version) -> request.ifMatch(S3Bucket.etag(version));
    }
    return bucket
        .calls()
        .run(
            "completing the upload to " + upload.target(),
            size / COMPLETION_SHARE,
            () -> true,
            attempt -> {
              try {
                CompleteMultipartUploadResponse answer =
                    bucket
                        .s3()
                        .completeMultipartUpload(
                            request.overrideConfiguration(attempt.limits()).build());
                return new WriteResult.Written(
                    S3Bucket.version(answer.eTag()), Crc32cText.parse(answer.checksumCRC32C()));
              } catch (S3Exception e) {
                return refused(upload, handle.mark(), condition, attempt, e);
              }
            });
  }

  private WriteResult refused(
      StagedUpload upload,
      WriteMark mark,
      Condition condition,
      Calls.Attempt attempt,
      S3Exception e) {
    if (!isUnknown(e) && !S3Writes.isRefusal(e, condition)) {
      throw e;
    }
    if (attempt.unsure()) {
      return writes.resolve(upload.target(), mark);
    }
    if (isUnknown(e)) {
      throw UploadHandle.unknown(upload);
    }
    return WriteResult.refused();
  }

  private static CompletedPart told(Part part) {
    PartTag tag = PartTag.parse(part.tag());
    return CompletedPart.builder()
        .partNumber(part.number())
        .eTag(tag.etag())
        .checksumCRC32C(tag.crc32c())
        .build();
  }

  /// What [Part#tag] holds. `crc32c` is null where no checksums are used.
  private record PartTag(String etag, @Nullable String crc32c) {

    static PartTag parse(String text) {
      int colon = text.lastIndexOf(':');
      return colon < 0
          ? new PartTag(text, null)
          : new PartTag(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
      return crc32c == null ? etag : etag + ":" + crc32c;
    }
  }

  @Override
  public void abort(StagedUpload upload) {
    Optional<UploadHandle> handle = UploadHandle.tryParse(upload.handle());
    if (handle.isEmpty()) {
      return; // Never begun here, so there is nothing to free.
    }
    bucket
        .calls()
        .run(
            "aborting the upload to " + upload.target(),
            attempt -> {
              try {
                return bucket
                    .s3()
                    .abortMultipartUpload(
                        request ->
                            request
                                .bucket(bucket.name())
                                .key(bucket.key(upload.target()))
                                .uploadId(handle.get().id())
                                .overrideConfiguration(attempt.limits()));
              } catch (S3Exception e) {
                if (isUnknown(e)) {
                  return "gone already";
                }
                throw e;
              }
            });
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    return listing.uploads(query);
  }

  private static boolean isUnknown(S3Exception e) {
    return e.statusCode() == 404 && S3Failures.code(e).equals("NoSuchUpload");
  }
}
