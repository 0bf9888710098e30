package dev.stowage.storage.s3;

import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Removes many objects, so many with each request as S3 allows. Those that failed in passing are
/// tried again together.
final class S3Batches {

  private final S3Bucket bucket;

  S3Batches(S3Bucket bucket) {
    this.bucket = bucket;
  }

  List<DeleteFailure> delete(List<ObjectKey> keys) {
    List<DeleteFailure> failures = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += S3Store.MAX_BATCH_DELETE) {
      int end = Math.min(keys.size(), i + S3Store.MAX_BATCH_DELETE);
      failures.addAll(new Batch(keys.subList(i, end)).delete());
    }
    return failures;
  }

  /// The keys of one request.
  private final class Batch {
    private final Map<String, ObjectKey> left = new LinkedHashMap<>();
    private final List<DeleteFailure> lasting = new ArrayList<>();
    private boolean answered;

    Batch(List<ObjectKey> keys) {
      keys.forEach(key -> left.put(bucket.key(key), key));
    }

    List<DeleteFailure> delete() {
      String what = "deleting " + left.size() + " objects";
      try {
        bucket.calls().run(what, this::send);
      } catch (StorageException e) {
        if (!answered) {
          throw e;
        }
        left.values()
            .forEach(
                key ->
                    lasting.add(new DeleteFailure(key, e.kind(), String.valueOf(e.getMessage()))));
      }
      return lasting;
    }

    /// Throws the first failure that may pass, so that the keys which are then still left are sent
    /// again.
    private boolean send(Calls.Attempt attempt) {
      List<ObjectIdentifier> keys =
          left.keySet().stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
      DeleteObjectsResponse answer =
          bucket
              .s3()
              .deleteObjects(
                  request ->
                      request
                          .bucket(bucket.name())
                          .delete(all -> all.quiet(true).objects(keys))
                          .overrideConfiguration(attempt.limits()));
      answered = true;
      S3Exception passing = sort(answer.errors());
      if (passing != null) {
        throw passing;
      }
      return true;
    }

    /// Leaves what failed in passing, and returns the first such failure.
    private @Nullable S3Exception sort(List<S3Error> errors) {
      Map<String, ObjectKey> sent = new LinkedHashMap<>(left);
      left.clear();
      S3Exception first = null;
      for (S3Error error : errors) {
        ObjectKey key = sent.get(error.key());
        if (key == null || "NoSuchKey".equals(error.code())) {
          continue;
        }
        S3Exception exception = exception(error);
        S3Failures.Failure failure = S3Failures.of("deleting " + key, exception);
        if (failure.passing()) {
          left.put(error.key(), key);
          first = first == null ? exception : first;
        } else {
          StorageException e = failure.exception();
          lasting.add(new DeleteFailure(key, e.kind(), String.valueOf(e.getMessage())));
        }
      }
      return first;
    }

    /// The error of one key as if a request of its own had had it.
    private static S3Exception exception(S3Error error) {
      AwsErrorDetails details =
          AwsErrorDetails.builder()
              .errorCode(error.code())
              .errorMessage(error.message())
              .serviceName("S3")
              .build();
      return (S3Exception)
          S3Exception.builder()
              .awsErrorDetails(details)
              .statusCode("AccessDenied".equals(error.code()) ? 403 : 200)
              .build();
    }
  }
}
