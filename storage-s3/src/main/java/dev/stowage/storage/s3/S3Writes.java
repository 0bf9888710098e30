package dev.stowage.storage.s3;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.Always;
import dev.stowage.storage.Condition.IfAbsent;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Writes and removes single objects.
final class S3Writes {

  private final S3Bucket bucket;
  private final S3Reads reads;

  S3Writes(S3Bucket bucket, S3Reads reads) {
    this.bucket = bucket;
    this.reads = reads;
  }

  WriteResult write(ObjectKey key, Content content, Condition condition) {
    Payload payload = new Payload(content);
    WriteMark mark = condition instanceof Always ? WriteMark.NONE : WriteMark.random();
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(key))
            .metadata(mark.metadata())
            .serverSideEncryption(bucket.encryption())
            .ssekmsKeyId(bucket.kmsKey());
    switch (condition) {
      case Always _ -> {}
      case IfAbsent _ -> request.ifNoneMatch("*");
      case IfVersion(var version) -> request.ifMatch(S3Bucket.etag(version));
    }
    if (bucket.checksums()) {
      payload
          .announced()
          .ifPresentOrElse(
              request::checksumCRC32C, () -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C));
    }
    try {
      return bucket
          .calls()
          .run(
              "writing " + key,
              content.length(),
              payload::isRepeatable,
              attempt -> put(key, request, payload, condition, mark, attempt));
    } catch (StorageException e) {
      payload.check();
      throw e;
    }
  }

  private WriteResult put(
      ObjectKey key,
      PutObjectRequest.Builder request,
      Payload payload,
      Condition condition,
      WriteMark mark,
      Calls.Attempt attempt) {
    try {
      PutObjectResponse answer =
          bucket
              .s3()
              .putObject(request.overrideConfiguration(attempt.limits()).build(), payload.body());
      return new WriteResult.Written(
          S3Bucket.version(answer.eTag()), Crc32cText.parse(answer.checksumCRC32C()));
    } catch (S3Exception e) {
      if (!isRefusal(e, condition)) {
        throw e;
      }
      return attempt.unsure() ? resolve(key, mark) : WriteResult.refused();
    }
  }

  /// Whether the store says that the condition does not hold. It answers 404 where an object of a
  /// certain version was to be there and there is none.
  static boolean isRefusal(S3Exception e, Condition condition) {
    return e.statusCode() == 412
        || (condition instanceof IfVersion
            && e.statusCode() == 404
            && !S3Failures.code(e).equals("NoSuchBucket"));
  }

  /// What became of a conditional write that was refused after an attempt whose answer was lost: if
  /// what stands is ours, that attempt took effect. If it is not, ours may never have been, or it
  /// was and has been replaced: neither may be claimed.
  WriteResult resolve(ObjectKey key, WriteMark mark) {
    Optional<HeadObjectResponse> stands = reads.headers(key);
    if (stands.isPresent() && mark.isOf(stands.get().metadata())) {
      return new WriteResult.Written(
          S3Bucket.version(stands.get().eTag()), Crc32cText.parse(stands.get().checksumCRC32C()));
    }
    throw untold("whether the write of " + key + " took effect");
  }

  private static StorageException untold(String what) {
    return new StorageException(
        Kind.TIMEOUT, what + " cannot be told: the store's answer to it was lost");
  }

  boolean delete(ObjectKey key, Condition condition) {
    DeleteObjectRequest.Builder request =
        DeleteObjectRequest.builder().bucket(bucket.name()).key(bucket.key(key));
    switch (condition) {
      case Always _ -> {}
      case IfVersion(var version) -> request.ifMatch(S3Bucket.etag(version));
      case IfAbsent _ -> throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    }
    return bucket
        .calls()
        .run(
            "deleting " + key,
            attempt -> {
              try {
                bucket.s3().deleteObject(request.overrideConfiguration(attempt.limits()).build());
                return true;
              } catch (S3Exception e) {
                if (!isRefusal(e, condition)) {
                  throw e;
                }
                return refusedDelete(key, e, attempt);
              }
            });
  }

  /// After an attempt whose answer was lost, nothing stands: then it did what was asked. If another
  /// version stands, that may have come before or after.
  private static boolean refusedDelete(ObjectKey key, S3Exception e, Calls.Attempt attempt) {
    if (!attempt.unsure()) {
      return false;
    }
    if (e.statusCode() == 404) {
      return true;
    }
    throw untold("whether the removal of " + key + " took effect");
  }
}
