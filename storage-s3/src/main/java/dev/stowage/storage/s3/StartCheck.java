package dev.stowage.storage.s3;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// What is tried when a bucket is opened. What cannot work is told in one sentence that names the
/// setting to correct.
final class StartCheck {

  /// How long each step of it may take.
  static final Duration LIMIT = Duration.ofSeconds(8);

  /// An ETag that no object has.
  private static final Version NO_VERSION = new Version("0123456789abcdef0123456789abcdef");

  private final S3Bucket bucket;

  StartCheck(S3Bucket bucket) {
    this.bucket = bucket;
  }

  /// Lists, writes and deletes. Returns whether the store deletes on condition: one that does not
  /// know the condition ignores it and deletes.
  boolean run() {
    try {
      bucket
          .calls()
          .run(
              "listing the bucket",
              attempt ->
                  bucket
                      .s3()
                      .listObjectsV2(
                          request ->
                              request
                                  .bucket(bucket.name())
                                  .prefix(bucket.prefix())
                                  .maxKeys(1)
                                  .overrideConfiguration(attempt.limits())));
      return deletesOnCondition();
    } catch (StorageException e) {
      throw explained(e);
    }
  }

  /// Some stores ignore the condition; S3Proxy keeps it, but not where no object stands.
  private boolean deletesOnCondition() {
    S3Writes writes = new S3Writes(bucket, new S3Reads(bucket));
    ObjectKey probe = new ObjectKey("sys/probe-" + UUID.randomUUID().toString().replace("-", ""));
    Condition unlike = new Condition.IfVersion(NO_VERSION);
    writes.write(probe, Content.of("probe"), Condition.ALWAYS);
    try {
      if (writes.delete(probe, unlike)) {
        return false;
      }
      writes.delete(probe, Condition.ALWAYS);
      return !writes.delete(probe, unlike);
    } catch (StorageException e) {
      if (e.kind() != Kind.MISUSE) {
        throw e;
      }
      writes.delete(probe, Condition.ALWAYS);
      return false; // It refuses the header itself.
    }
  }

  private StorageException explained(StorageException e) {
    Throwable cause = e.getCause();
    String because = String.valueOf(e.getMessage());
    return switch (S3Failures.code(cause)) {
      case "NoSuchBucket" ->
          wrong(e, "bucket", "there is no bucket \"" + bucket.name() + "\": " + because);
      case "InvalidBucketName" ->
          wrong(e, "bucket", "\"" + bucket.name() + "\" is no name of a bucket: " + because);
      case "InvalidAccessKeyId" ->
          wrong(e, "access-key", "the store does not know this access key: " + because);
      case "SignatureDoesNotMatch" ->
          wrong(e, "secret-key", "it does not belong to the access key: " + because);
      case "RequestTimeTooSkewed" ->
          wrong(
              e,
              "endpoint",
              "the store's clock and this machine's differ; correct the clock: " + because);
      case "ExpiredToken", "ExpiredTokenException", "InvalidToken" ->
          wrong(e, "access-key", "the credentials have expired: " + because);
      case "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          wrong(e, "region", "the bucket is in another one: " + because);
      case "KMS.NotFoundException", "KMS.DisabledException", "KMSDisabledException" ->
          wrong(e, "kms-key", because);
      default -> byCause(e, cause, because);
    };
  }

  private static StorageException byCause(
      StorageException e, @Nullable Throwable cause, String because) {
    if (cause instanceof AwsServiceException answer) {
      return switch (answer.statusCode()) {
        case 301, 307 -> wrong(e, "region", "the bucket is in another one: " + because);
        case 401, 403 -> wrong(e, "access-key", "the credentials do not suffice: " + because);
        default -> wrong(e, "endpoint", because);
      };
    }
    if (e.kind() == Kind.DENIED) {
      return wrong(
          e,
          "access-key",
          "no credentials: set it and secret-key, or let the environment bring some: " + because);
    }
    if (S3Failures.cause(cause, SSLException.class).isPresent()) {
      return wrong(
          e, "ca-file", "is the certificate of the endpoint signed by one it holds? " + because);
    }
    if (e.kind() == Kind.TIMEOUT || S3Failures.cause(cause, IOException.class).isPresent()) {
      return wrong(e, "endpoint", "the store cannot be reached: " + because);
    }
    return e;
  }

  private static StorageException wrong(StorageException e, String setting, String why) {
    return Settings.wrong(e.kind(), setting, why, e.getCause());
  }
}
