package dev.stowage.storage.s3;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Copies within the bucket. Only Amazon's copy knows a condition on its target, and only since
/// late 2025; so a copy on condition is a multipart upload whose parts the store copies and whose
/// completion has the condition.
final class S3Copies {

  private final S3Bucket bucket;
  private final S3Reads reads;
  private final S3Writes writes;
  private final S3Uploads uploads;

  S3Copies(S3Bucket bucket, S3Reads reads, S3Writes writes, S3Uploads uploads) {
    this.bucket = bucket;
    this.reads = reads;
    this.writes = writes;
    this.uploads = uploads;
  }

  WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    ObjectInfo source = reads.head(from).orElseThrow(() -> missing(from));
    long size = source.size();
    if (size == 0) {
      return writes.write(to, Content.of(new byte[0]), condition);
    }
    return condition instanceof Condition.Always && size <= S3Uploads.MAX_PART
        ? copyWhole(from, to)
        : copyParts(from, source, to, condition);
  }

  private WriteResult copyWhole(ObjectKey from, ObjectKey to) {
    CopyObjectResponse answer =
        bucket
            .calls()
            .run(
                "copying to " + to,
                attempt -> {
                  try {
                    return bucket
                        .s3()
                        .copyObject(
                            request ->
                                request
                                    .sourceBucket(bucket.name())
                                    .sourceKey(bucket.key(from))
                                    .destinationBucket(bucket.name())
                                    .destinationKey(bucket.key(to))
                                    .serverSideEncryption(bucket.encryption())
                                    .ssekmsKeyId(bucket.kmsKey())
                                    .overrideConfiguration(attempt.limits()));
                  } catch (S3Exception e) {
                    throw e.statusCode() == 404 ? missing(from) : e;
                  }
                });
    return new WriteResult.Written(
        S3Bucket.version(answer.copyObjectResult().eTag()),
        Crc32cText.parse(answer.copyObjectResult().checksumCRC32C()));
  }

  private WriteResult copyParts(
      ObjectKey from, ObjectInfo source, ObjectKey to, Condition condition) {
    StagedUpload upload = uploads.begin(to, false, new AtomicBoolean());
    boolean written = false;
    try {
      long size = source.size();
      List<CompletedPart> parts = new ArrayList<>();
      for (long offset = 0; offset < size; offset += S3Uploads.MAX_PART) {
        long end = Math.min(size, offset + S3Uploads.MAX_PART);
        parts.add(copyPart(from, source, upload, parts.size() + 1, offset, end));
      }
      WriteResult result = uploads.complete(upload, parts, size, condition);
      written = result.written();
      return result;
    } finally {
      if (!written) {
        uploads.abort(upload);
      }
    }
  }

  private CompletedPart copyPart(
      ObjectKey from, ObjectInfo source, StagedUpload upload, int number, long offset, long end) {
    // A range may be named only of an object larger than the smallest part.
    boolean whole = end - offset == source.size();
    CopyPartResult part =
        bucket
            .calls()
            .run(
                "copying to " + upload.target(),
                end - offset,
                () -> true,
                attempt -> {
                  try {
                    return bucket
                        .s3()
                        .uploadPartCopy(
                            request ->
                                request
                                    .sourceBucket(bucket.name())
                                    .sourceKey(bucket.key(from))
                                    .copySourceIfMatch(S3Bucket.etag(source.version()))
                                    .copySourceRange(
                                        whole ? null : "bytes=" + offset + "-" + (end - 1))
                                    .destinationBucket(bucket.name())
                                    .destinationKey(bucket.key(upload.target()))
                                    .uploadId(UploadHandle.of(upload).id())
                                    .partNumber(number)
                                    .overrideConfiguration(attempt.limits()))
                        .copyPartResult();
                  } catch (S3Exception e) {
                    throw e.statusCode() == 404 || e.statusCode() == 412 ? missing(from) : e;
                  }
                });
    return CompletedPart.builder().partNumber(number).eTag(part.eTag()).build();
  }

  private static StorageException missing(ObjectKey from) {
    return new StorageException(Kind.MISUSE, "no object " + from + " to copy");
  }
}
