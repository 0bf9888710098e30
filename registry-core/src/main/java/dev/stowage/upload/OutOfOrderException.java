package dev.stowage.upload;

/// A chunk does not begin where the upload stands, or another request is writing. Carries the true
/// state, for the client to go on from.
public final class OutOfOrderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient UploadStatus status;

  OutOfOrderException(UploadStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /// Where the upload stands.
  public UploadStatus status() {
    return status;
  }
}
