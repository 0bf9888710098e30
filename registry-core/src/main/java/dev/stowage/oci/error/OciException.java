package dev.stowage.oci.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A failure that is to be told to the client: one or more [OciError]s and an HTTP status.
///
/// Those the client caused (status below 500) carry no stack trace: they are answers, not defects,
/// and a flood of bad requests must stay cheap.
public final class OciException extends RuntimeException {

  private final int status;
  private final transient List<OciError> errors;

  /// One error, with the status of its code.
  public OciException(ErrorCode code, String message) {
    this(code.status(), List.of(new OciError(code, message)), null);
  }

  /// One error with further facts, with the status of its code.
  public OciException(ErrorCode code, String message, Map<String, String> detail) {
    this(code.status(), List.of(new OciError(code, message, detail)), null);
  }

  /// One error with a status other than that of its code.
  public OciException(int status, ErrorCode code, String message) {
    this(status, List.of(new OciError(code, message)), null);
  }

  /// One error and what led to it, with the status of its code.
  public OciException(ErrorCode code, String message, Throwable cause) {
    this(code.status(), List.of(new OciError(code, message)), cause);
  }

  /// Several errors (at least one) in one answer, with the status of the first one's code.
  public OciException(List<OciError> errors) {
    this(errors.getFirst().code().status(), errors, null);
  }

  private OciException(int status, List<OciError> errors, @Nullable Throwable cause) {
    super(errors.getFirst().message(), cause, false, status >= 500);
    this.status = status;
    this.errors = List.copyOf(errors);
  }

  /// The code of the first error.
  public ErrorCode code() {
    return errors.getFirst().code();
  }

  /// The HTTP status of the answer.
  public int status() {
    return status;
  }

  /// What went wrong, at least one entry.
  public List<OciError> errors() {
    return errors;
  }
}
