package dev.stowage.storage.s3;

import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// One bucket and how it is asked.
///
/// @param objects for requests about single objects, s3 for all others
/// @param prefix what every key of ours begins with in the bucket; empty, or ends with a slash
/// @param encryption what is asked for with every write, or null to leave it to the bucket
/// @param kmsKey for SSE-KMS, or null for the account's own
/// @param checksums whether a CRC32C goes with everything
record S3Bucket(
    S3Client s3,
    ObjectRequests objects,
    String name,
    String prefix,
    @Nullable ServerSideEncryption encryption,
    @Nullable String kmsKey,
    boolean checksums,
    Calls calls) {

  /// The longest prefix: with the longest [ObjectKey] it makes 1,024 bytes, the most of S3.
  static final int MAX_PREFIX = 1024 - ObjectKey.MAX_LENGTH;

  /// The key in the bucket.
  String key(ObjectKey key) {
    return prefix + key;
  }

  /// What is behind our prefix of a name that the bucket listed.
  String ours(String listed) {
    return listed.substring(prefix.length());
  }

  /// The key a name in the bucket stands for; empty for what others have put there.
  Optional<ObjectKey> objectKey(String listed) {
    String own = ours(listed);
    return ObjectKey.isValid(own) ? Optional.of(new ObjectKey(own)) : Optional.empty();
  }

  /// A request for that object.
  SdkHttpRequest.Builder request(SdkHttpMethod method, ObjectKey key) {
    return objects.request(method, key(key));
  }

  /// The same, if what stands there is as the condition says.
  SdkHttpRequest.Builder request(SdkHttpMethod method, ObjectKey key, Condition condition) {
    SdkHttpRequest.Builder request = request(method, key);
    switch (condition) {
      case Condition.Always _ -> {}
      case Condition.IfAbsent _ -> request.putHeader("If-None-Match", "*");
      case Condition.IfVersion(var version) -> request.putHeader("If-Match", etag(version));
    }
    return request;
  }

  /// A version is an ETag without its quotes.
  static Version version(String etag) {
    return new Version(etag.replace("\"", ""));
  }

  /// The version of what the answer is about.
  static Version version(ObjectRequests.Answer answer) {
    return version(answer.head().firstMatchingHeader("ETag").orElseThrow());
  }

  static String etag(Version version) {
    return "\"" + version.value() + "\"";
  }
}
