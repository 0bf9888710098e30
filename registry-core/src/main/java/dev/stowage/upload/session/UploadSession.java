package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.upload.parts.UploadProgress;
import java.time.Instant;

/// What is remembered of an upload between two requests.
///
/// @param revision counts the changes; a session is replaced only by the next one
/// @param writing whether a request is adding bytes at this moment
/// @param touched when it was last changed
public record UploadSession(
    UploadId id,
    RepositoryName repository,
    UploadProgress progress,
    long revision,
    boolean writing,
    Instant touched) {

  /// A new session, before any byte.
  public static UploadSession begin(
      UploadId id, RepositoryName repository, UploadProgress progress) {
    return new UploadSession(id, repository, progress, 0, false, Instant.now());
  }

  /// The same, claimed by a request that will add bytes.
  public UploadSession claimed() {
    return new UploadSession(id, repository, progress, revision + 1, true, Instant.now());
  }

  /// The same, come as far as `to`, free for the next request.
  public UploadSession advanced(UploadProgress to) {
    return new UploadSession(id, repository, to, revision + 1, false, Instant.now());
  }
}
