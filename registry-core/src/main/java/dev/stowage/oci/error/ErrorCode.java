package dev.stowage.oci.error;

/// The codes a client can meet in an error answer, each with the HTTP status it has unless the
/// thrower says otherwise.
///
/// The first fourteen are those of the OCI Distribution specification ("Error Codes"). The others
/// are ours, for situations the specification has no code for; clients treat unknown codes by their
/// status.
public enum ErrorCode {
  /// The repository has no such blob.
  BLOB_UNKNOWN(404),
  /// The upload cannot go on as asked.
  BLOB_UPLOAD_INVALID(400),
  /// There is no such upload session, or it has expired.
  BLOB_UPLOAD_UNKNOWN(404),
  /// A digest is malformed, of an unknown algorithm, or differs from that of the content.
  DIGEST_INVALID(400),
  /// A manifest names blobs or manifests that the repository does not have.
  MANIFEST_BLOB_UNKNOWN(404),
  /// A manifest breaks a rule of its specification.
  MANIFEST_INVALID(400),
  /// The repository has no such manifest or tag.
  MANIFEST_UNKNOWN(404),
  /// A repository name is outside the grammar.
  NAME_INVALID(400),
  /// There is no such repository.
  NAME_UNKNOWN(404),
  /// A length does not fit what was sent, or is larger than allowed (then with status 413).
  SIZE_INVALID(400),
  /// The caller has to authenticate.
  UNAUTHORIZED(401),
  /// The caller may not do this.
  DENIED(403),
  /// The operation does not exist here.
  UNSUPPORTED(405),
  /// The caller, or all callers together, ask for too much; try again later.
  TOOMANYREQUESTS(429),

  /// A tag is outside the grammar.
  TAG_INVALID(400),
  /// A range is malformed, out of order or not satisfiable.
  RANGE_INVALID(416),
  /// A condition of the request (`If-Match`, `If-None-Match`) does not hold.
  PRECONDITION_FAILED(412),
  /// The parameter `n` or `last` of a listing is not usable.
  PAGINATION_NUMBER_INVALID(400),
  /// The store, or what keeps upload sessions, cannot be reached or does not answer in time; try
  /// again later.
  UNAVAILABLE(503),
  /// The store has no room left.
  STORAGE_FULL(507),
  /// Our own failure; the log has the reason.
  INTERNAL(500);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /// The HTTP status that goes with this code by default.
  public int status() {
    return status;
  }
}
