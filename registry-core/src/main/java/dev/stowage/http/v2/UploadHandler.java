package dev.stowage.http.v2;

import dev.stowage.access.Verb;
import dev.stowage.blob.Blobs;
import dev.stowage.http.answer.Answer;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.upload.UploadStatus;
import dev.stowage.upload.Uploads;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/// Uploads: begin, mount, send, finish, look, cancel (OCI Distribution, "Pushing blobs").
@Singleton
final class UploadHandler {
  private final Uploads uploads;
  private final Blobs blobs;
  private final Locations locations;

  UploadHandler(Uploads uploads, Blobs blobs, Locations locations) {
    this.uploads = uploads;
    this.blobs = blobs;
    this.locations = locations;
  }

  /// `POST`: mounts the blob if `mount` names one that can be, in a repository from which the
  /// caller may pull; else takes the body as a whole blob if `digest` is given; else begins a
  /// session.
  Answer begin(Call call, Target.UploadsOf target) throws IOException {
    Query query = call.query();
    Optional<Digest> mount = query.one("mount").map(Digest::parse);
    Optional<RepositoryName> from = query.one("from").map(RepositoryName::parse);
    Optional<Digest> digest = query.one("digest").map(Digest::parse);
    Optional<Algorithm> named = query.one("digest-algorithm").map(UploadHandler::algorithm);
    if (mount.isPresent() && mount(call, target.name(), mount.get(), from)) {
      return created(target.name(), mount.get());
    }
    if (digest.isPresent()) {
      return created(
          target.name(), uploads.put(target.name(), digest.get(), call.body(), call.bodyLength()));
    }
    Algorithm algorithm =
        named.orElseGet(() -> mount.map(Digest::algorithm).orElse(Algorithm.SHA256));
    return status(202, uploads.begin(target.name(), algorithm));
  }

  private boolean mount(
      Call call, RepositoryName name, Digest digest, Optional<RepositoryName> from) {
    return blobs.mount(
        name,
        digest,
        from,
        source ->
            from.isPresent()
                ? call.allows(Verb.PULL, source)
                : call.allowsByRight(Verb.PULL, source)); // a home that no client can know
  }

  /// `PATCH`: appends the body.
  Answer append(Call call, Target.UploadAt target) throws IOException {
    return status(
        202,
        uploads.append(
            target.name(),
            target.id(),
            ContentRange.parse(call.header(Headers.CONTENT_RANGE)),
            call.body(),
            call.bodyLength()));
  }

  /// `PUT`: appends the body, if any, and publishes the blob.
  Answer finish(Call call, Target.UploadAt target) throws IOException {
    Digest digest =
        call.query()
            .one("digest")
            .map(Digest::parse)
            .orElseThrow(
                () ->
                    new OciException(
                        ErrorCode.DIGEST_INVALID, "an upload is finished with ?digest=<digest>"));
    return created(
        target.name(),
        uploads.finish(
            target.name(),
            target.id(),
            digest,
            ContentRange.parse(call.header(Headers.CONTENT_RANGE)),
            call.body(),
            call.bodyLength()));
  }

  /// `GET`: tells where the upload stands.
  Answer look(Target.UploadAt target) {
    return status(204, uploads.status(target.name(), target.id()));
  }

  /// `DELETE`: ends it.
  Answer cancel(Target.UploadAt target) {
    uploads.cancel(target.name(), target.id());
    return Answer.of(204);
  }

  /// Adds where the upload stands: what a client needs to go on.
  Answer standing(Answer answer, UploadStatus upload) {
    return answer
        .header(Headers.LOCATION, locations.upload(upload))
        .header(Headers.RANGE, "0-" + Math.max(0, upload.offset() - 1))
        .header(Headers.UPLOAD_UUID, upload.id().value());
  }

  private Answer status(int status, UploadStatus upload) {
    return standing(Answer.of(status), upload);
  }

  private Answer created(RepositoryName name, Digest digest) {
    return Answer.of(201)
        .header(Headers.LOCATION, locations.blob(name, digest))
        .header(Headers.CONTENT_DIGEST, digest.toString());
  }

  private static Algorithm algorithm(String label) {
    return Algorithm.of(label)
        .orElseThrow(
            () ->
                new OciException(
                    ErrorCode.DIGEST_INVALID,
                    "digest algorithm "
                        + OciError.quoted(label)
                        + " is not supported: use sha256 or sha512"));
  }
}
