package dev.stowage.http.v2;

import dev.stowage.http.answer.Answer;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.http.failure.Failures;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.upload.OutOfOrderException;
import jakarta.inject.Singleton;
import java.io.IOException;

/// The route table: who answers which target and method. What a handler throws, `http.failure`
/// answers.
@Singleton
final class Routes {
  private final BlobHandler blobs;
  private final UploadHandler uploads;
  private final ManifestHandler manifests;
  private final ListingHandler listings;

  Routes(
      BlobHandler blobs,
      UploadHandler uploads,
      ManifestHandler manifests,
      ListingHandler listings) {
    this.blobs = blobs;
    this.uploads = uploads;
    this.manifests = manifests;
    this.listings = listings;
  }

  // A HEAD that has no handler of its own runs that of GET; the answer's payload is not sent then.
  Answer answer(Call call, Target target) throws IOException {
    return switch (target) {
      case Target.Base t ->
          switch (call.method()) {
            case GET, HEAD -> Answer.of(200).header(Headers.CONTENT_TYPE, Headers.JSON).text("{}");
            default -> refuse("GET, HEAD");
          };
      case Target.Catalog t ->
          switch (call.method()) {
            case GET, HEAD -> listings.repositories(call);
            default -> refuse("GET, HEAD");
          };
      case Target.Tags t ->
          switch (call.method()) {
            case GET, HEAD -> listings.tags(call, t);
            default -> refuse("GET, HEAD");
          };
      case Target.Referrers t ->
          switch (call.method()) {
            case GET, HEAD -> listings.referrers(call, t);
            default -> refuse("GET, HEAD");
          };
      case Target.ManifestAt t ->
          switch (call.method()) {
            case GET, HEAD -> manifests.get(call, t);
            case PUT -> manifests.put(call, t);
            case DELETE -> manifests.delete(call, t);
            default -> refuse("GET, HEAD, PUT, DELETE");
          };
      case Target.BlobAt t ->
          switch (call.method()) {
            case GET -> blobs.get(call, t);
            case HEAD -> blobs.head(call, t);
            case DELETE -> blobs.delete(t);
            default -> refuse("GET, HEAD, DELETE");
          };
      case Target.UploadsOf t ->
          switch (call.method()) {
            case POST -> uploads.begin(call, t);
            default -> refuse("POST");
          };
      case Target.UploadAt t ->
          switch (call.method()) {
            case GET, HEAD -> uploads.look(t);
            case PATCH -> uploads.append(call, t);
            case PUT -> uploads.finish(call, t);
            case DELETE -> uploads.cancel(t);
            default -> refuse("GET, HEAD, PATCH, PUT, DELETE");
          };
    };
  }

  /// The answer for what a handler has thrown.
  Answer answer(Throwable failure, String request) {
    Answer answer = Failures.answer(failure, request);
    if (failure instanceof OutOfOrderException outOfOrder) {
      uploads.standing(answer, outOfOrder.status());
    }
    return answer;
  }

  private static Answer refuse(String allowed) {
    return ErrorAnswer.of(
            405, ErrorCode.UNSUPPORTED, "this path does not have that method, only: " + allowed)
        .header(Headers.ALLOW, allowed);
  }
}
