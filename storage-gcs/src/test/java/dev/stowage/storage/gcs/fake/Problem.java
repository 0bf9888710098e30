package dev.stowage.storage.gcs.fake;

/// An answer that says no.
///
/// Each of the two APIs has its own word for the same thing.
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  final int status;
  final String reason;
  final String code;

  /// @param reason the JSON API's word
  /// @param code the XML API's word
  Problem(int status, String reason, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
    this.code = code;
  }

  static Problem invalid(String message) {
    return new Problem(400, "invalid", "InvalidArgument", message);
  }

  static Problem noObject(String bucket, String name) {
    return new Problem(404, "notFound", "NoSuchKey", "No such object: " + bucket + "/" + name);
  }

  static Problem noBucket() {
    return new Problem(404, "notFound", "NoSuchBucket", "The specified bucket does not exist.");
  }

  static Problem precondition() {
    return new Problem(
        412,
        "conditionNotMet",
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold.");
  }

  static Problem denied(int status, String message) {
    return new Problem(status, status == 401 ? "authError" : "forbidden", "AccessDenied", message);
  }

  static Problem checksum(String message) {
    return new Problem(400, "invalid", "BadDigest", message);
  }
}
