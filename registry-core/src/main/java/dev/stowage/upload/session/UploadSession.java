package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.upload.parts.UploadProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What is remembered of an upload between two requests.
///
/// @param begun when the upload was begun
/// @param revision names this state; no two states ever have the same, so that a state which was
///   lost is not taken for the one that came in its place
/// @param writing whether a request is adding bytes, or was when its process died
/// @param disputed whether a writer was ever lost, so that the store may hold what it began and
///   nobody else knows of
/// @param touched when it was last changed
public record UploadSession(
    UploadId id,
    RepositoryName repository,
    UploadProgress progress,
    Instant begun,
    String revision,
    boolean writing,
    boolean disputed,
    Instant touched) {

  /// A new session, before any byte.
  public static UploadSession begin(
      UploadId id, RepositoryName repository, UploadProgress progress) {
    Instant now = now();
    return new UploadSession(id, repository, progress, now, newRevision(), false, false, now);
  }

  /// The same, claimed by a request that will add bytes.
  public UploadSession claimed() {
    return new UploadSession(
        id, repository, progress, begun, newRevision(), true, disputed || writing, now());
  }

  /// The same, come as far as `to`, free for the next request.
  public UploadSession advanced(UploadProgress to) {
    return new UploadSession(id, repository, to, begun, newRevision(), false, disputed, now());
  }

  private static String newRevision() {
    return UploadId.random().value();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
