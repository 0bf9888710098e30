package dev.stowage.http.v2;

import dev.stowage.blob.Blob;
import dev.stowage.blob.Blobs;
import dev.stowage.blob.serve.BlobDelivery;
import dev.stowage.blob.serve.Delivery;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.net.URI;

/// Blobs: pull, check, delete (OCI Distribution, "Pulling blobs", "Deleting Blobs").
@Singleton
final class BlobHandler {
  private static final CharSequence DISPOSITION =
      HttpHeaders.createOptimized("Content-Disposition");
  private static final CharSequence ATTACHMENT = HttpHeaders.createOptimized("attachment");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");

  /// A blob is anything a pusher chose, so no browser may take it for a page of ours.
  private static final CharSequence SANDBOX =
      HttpHeaders.createOptimized("default-src 'none'; sandbox");

  private final Blobs blobs;
  private final BlobDelivery delivery;

  BlobHandler(Blobs blobs, BlobDelivery delivery) {
    this.blobs = blobs;
    this.delivery = delivery;
  }

  Answer get(Call call, Target.BlobAt target) {
    Blob blob = find(target);
    String etag = Conditions.etag(blob.digest());
    if (Conditions.hasAlready(call, etag)) {
      return headers(Answer.of(304), blob, etag);
    }
    String range = Conditions.wantsRange(call, etag) ? call.header(Headers.RANGE) : null;
    // A client that is redirected sends all its headers to the store, whatever counts for us.
    boolean redirectable = RangeHeader.isPlain(call.header(Headers.RANGE));
    return switch (RangeHeader.parse(range, blob.size())) {
      case RangeHeader.Whole() ->
          deliver(blob, ByteRange.ALL, redirectable, headers(Answer.of(200), blob, etag));
      case RangeHeader.Part(ByteRange part) ->
          deliver(
              blob,
              part,
              redirectable,
              headers(Answer.of(206), blob, etag)
                  .header(
                      Headers.CONTENT_RANGE,
                      "bytes "
                          + part.offset()
                          + '-'
                          + (part.offset() + part.length() - 1)
                          + '/'
                          + blob.size()));
      case RangeHeader.Unsatisfiable() ->
          ErrorAnswer.of(
                  416,
                  ErrorCode.RANGE_INVALID,
                  "the range cannot be served: the blob has " + blob.size() + " bytes")
              .header(Headers.CONTENT_RANGE, "bytes */" + blob.size())
              .header(Headers.ACCEPT_RANGES, Headers.BYTES);
    };
  }

  Answer head(Call call, Target.BlobAt target) {
    Blob blob = find(target);
    String etag = Conditions.etag(blob.digest());
    if (Conditions.hasAlready(call, etag)) {
      return headers(Answer.of(304), blob, etag);
    }
    return headers(Answer.of(200), blob, etag).promised(blob.size());
  }

  Answer delete(Target.BlobAt target) {
    if (!blobs.unlink(target.name(), target.digest())) {
      throw Blobs.unknown(target.digest());
    }
    return Answer.of(202);
  }

  private Blob find(Target.BlobAt target) {
    return blobs
        .find(target.name(), target.digest())
        .orElseThrow(() -> Blobs.unknown(target.digest()));
  }

  private Answer deliver(Blob blob, ByteRange range, boolean redirectable, Answer answer) {
    return switch (delivery.decide(blob, range, redirectable)) {
      case Delivery.Redirect(URI uri) ->
          Answer.of(307)
              .header(Headers.LOCATION, uri.toString())
              .header(Headers.CONTENT_DIGEST, blob.digest().toString())
              .header(Headers.CACHE_CONTROL, "no-store");
      case Delivery.Body(ObjectBody body) -> answer.stored(body);
    };
  }

  private static Answer headers(Answer answer, Blob blob, String etag) {
    return answer
        .header(Headers.CONTENT_TYPE, Headers.OCTETS)
        .header(Headers.CONTENT_DIGEST, blob.digest().toString())
        .header(Headers.ETAG, etag)
        .header(Headers.CACHE_CONTROL, Headers.IMMUTABLE)
        .header(Headers.ACCEPT_RANGES, Headers.BYTES)
        .header(DISPOSITION, ATTACHMENT)
        .header(POLICY, SANDBOX);
  }
}
