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
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
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
    SdkHttpRequest.Builder request = bucket.request(SdkHttpMethod.PUT, key, condition);
    if (!mark.word().isEmpty()) {
      request.putHeader(WriteMark.HEADER, mark.word());
    }
    if (bucket.encryption() != null) {
      request.putHeader("x-amz-server-side-encryption", bucket.encryption().toString());
    }
    if (bucket.kmsKey() != null) {
      request.putHeader("x-amz-server-side-encryption-aws-kms-key-id", bucket.kmsKey());
    }
    if (bucket.checksums()) {
      request.putHeader(Crc32cText.HEADER, payload.checksum());
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
      SdkHttpRequest.Builder request,
      Payload payload,
      Condition condition,
      WriteMark mark,
      Calls.Attempt attempt) {
    try {
      ObjectRequests.Answer answer = bucket.objects().send(request, payload, attempt);
      WholeAnswers.check(answer, false);
      return new WriteResult.Written(
          S3Bucket.version(answer), Crc32cText.parse(answer.header(Crc32cText.HEADER)));
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
    Optional<S3Reads.Head> stands = reads.headers(key);
    if (stands.isPresent() && mark.equals(stands.get().mark())) {
      return new WriteResult.Written(stands.get().info().version(), stands.get().crc32c());
    }
    throw untold("whether the write of " + key + " took effect");
  }

  private static StorageException untold(String what) {
    return new StorageException(
        Kind.TIMEOUT, what + " cannot be told: the store's answer to it was lost");
  }

  boolean delete(ObjectKey key, Condition condition) {
    if (condition instanceof IfAbsent) {
      throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    }
    SdkHttpRequest.Builder request = bucket.request(SdkHttpMethod.DELETE, key, condition);
    return bucket
        .calls()
        .run(
            "deleting " + key,
            attempt -> {
              try {
                bucket.objects().send(request, null, attempt);
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
