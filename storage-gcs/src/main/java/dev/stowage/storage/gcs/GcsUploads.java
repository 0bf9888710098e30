package dev.stowage.storage.gcs;

import com.google.api.services.storage.model.StorageObject;
import com.google.cloud.storage.RequestBody;
import com.google.cloud.storage.multipartupload.model.AbortMultipartUploadRequest;
import com.google.cloud.storage.multipartupload.model.CompleteMultipartUploadRequest;
import com.google.cloud.storage.multipartupload.model.CompletedMultipartUpload;
import com.google.cloud.storage.multipartupload.model.CompletedPart;
import com.google.cloud.storage.multipartupload.model.CreateMultipartUploadRequest;
import com.google.cloud.storage.multipartupload.model.UploadPartRequest;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// XML multipart uploads, put together at `.staged/<target>!<token>` and then moved to the target:
/// putting together knows no precondition, moving does, and neither copies a byte (docs/adr/0008).
final class GcsUploads implements StagedUploads {

  private final Bucket bucket;
  private final Reading reading;
  private final Writing writing;
  private final Unfinished unfinished;

  GcsUploads(Bucket bucket, Reading reading, Writing writing) {
    this.bucket = bucket;
    this.reading = reading;
    this.writing = writing;
    this.unfinished = new Unfinished(bucket);
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    String token = Token.random();
    CreateMultipartUploadRequest request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(bucket.names().staged(target, token))
            .contentType(Writing.TYPE)
            .metadata(Map.of(Token.METADATA, token))
            .build();
    AtomicBoolean doubtful = new AtomicBoolean();
    String id =
        bucket
            .calls()
            .run(
                "beginning an upload to " + target,
                inDoubt -> {
                  doubtful.set(inDoubt);
                  return bucket.multipart().createMultipartUpload(request).uploadId();
                });
    StagedUpload upload = new StagedUpload(target, new Handle(token, id).text(), Instant.now());
    if (doubtful.get()) {
      abortTwins(upload);
    }
    return upload;
  }

  /// Where an answer was lost there may be two uploads of that name, and of one nobody would ever
  /// hear.
  private void abortTwins(StagedUpload upload) {
    Handle ours = open(upload);
    for (StagedUpload other : unfinished(ListQuery.of(upload.target().value()))) {
      boolean twin =
          Handle.of(other)
              .filter(found -> found.token().equals(ours.token()) && !found.id().equals(ours.id()))
              .isPresent();
      if (twin) {
        abort(other);
      }
    }
  }

  @Override
  public Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last) {
    if (number < 1 || number > GcsStore.MAX_PARTS || offset < 0) {
      throw new StorageException(Kind.MISUSE, "no part " + number + " at offset " + offset);
    }
    Handle handle = open(upload);
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(bucket.name())
            .key(handle.name(bucket.names(), upload.target()))
            .uploadId(handle.id())
            .partNumber(number)
            .build();
    Payload payload = Payload.of(content);
    String tag =
        bucket
            .calls()
            .run(
                "storing part " + number + " of " + upload.target(),
                payload.length(),
                _ ->
                    bucket
                        .multipart()
                        .uploadPart(request, RequestBody.of(payload.buffers()))
                        .eTag());
    return new Part(number, offset, payload.length(), tag);
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    long size = Part.sizeOf(parts);
    Handle handle = open(upload);
    assemble(upload, handle, parts);
    return publish(upload, handle, size);
  }

  private void assemble(StagedUpload upload, Handle handle, List<Part> parts) {
    String name = handle.name(bucket.names(), upload.target());
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(name)
            .uploadId(handle.id())
            .multipartUpload(
                CompletedMultipartUpload.builder()
                    .parts(
                        parts.stream()
                            .map(
                                part ->
                                    CompletedPart.builder()
                                        .partNumber(part.number())
                                        .eTag(part.tag())
                                        .build())
                            .toList())
                    .build())
            .build();
    bucket
        .calls()
        .run(
            "completing the upload to " + upload.target(),
            _ -> {
              try {
                return bucket.multipart().completeMultipartUpload(request);
              } catch (RuntimeException e) {
                if (Failures.says(e, "InvalidPart")) {
                  throw new StorageException(
                      Kind.CORRUPT, "the store does not hold the parts of " + upload.target(), e);
                }
                // Put together already, by a try that was not answered or by who died then.
                if (Failures.isAbsent(e) && reading.look(name, "generation").isPresent()) {
                  return request;
                }
                throw e;
              }
            });
  }

  /// Moves what was put together to its target, if nothing stands there.
  private WriteResult publish(StagedUpload upload, Handle handle, long size) {
    ObjectKey target = upload.target();
    String what = "publishing " + target;
    StorageObject moved =
        bucket.calls().run(what, doubtful -> move(what, target, handle, doubtful)).orElse(null);
    if (moved == null) {
      return WriteResult.refused();
    }
    if (moved.getSize().longValue() != size) {
      writing.delete(target, new Condition.IfVersion(Reading.version(moved.getGeneration())));
      throw new StorageException(
          Kind.CORRUPT,
          "the store holds " + moved.getSize() + " of " + size + " bytes for " + target);
    }
    return Writing.written(moved);
  }

  /// The object that now stands at the target; empty if another one does.
  private Optional<StorageObject> move(
      String what, ObjectKey target, Handle handle, boolean doubtful) throws IOException {
    Names names = bucket.names();
    try {
      return Optional.of(
          bucket
              .objects()
              .objects()
              .move(bucket.name(), handle.name(names, target), names.of(target))
              .setIfGenerationMatch(0L)
              .setFields(Writing.FIELDS)
              .execute());
    } catch (IOException e) {
      boolean gone = Failures.isAbsent(e);
      if (!gone && !Failures.isPrecondition(e)) {
        throw e;
      }
      if (doubtful) {
        Optional<StorageObject> found =
            reading.look(names.of(target), Writing.FIELDS + ",metadata");
        if (found.isPresent() && Token.isOn(found.get(), handle.token())) {
          return found;
        }
        if (gone) {
          throw Writing.unknown(what, e);
        }
      }
      if (gone) {
        throw new StorageException(Kind.MISUSE, "unknown upload to " + target, e);
      }
      return Optional.empty();
    }
  }

  @Override
  public void abort(StagedUpload upload) {
    Optional<Handle> known = Handle.of(upload);
    if (known.isEmpty()) {
      return;
    }
    Handle handle = known.get();
    String name = handle.name(bucket.names(), upload.target());
    String what = "aborting the upload to " + upload.target();
    if (!handle.id().isEmpty()) {
      AbortMultipartUploadRequest request =
          AbortMultipartUploadRequest.builder()
              .bucket(bucket.name())
              .key(name)
              .uploadId(handle.id())
              .build();
      boolean aborted = bucket.calls().run(what, _ -> aborted(request));
      if (aborted) {
        return;
      }
    }
    bucket.calls().run(what, _ -> writing.removed(name));
  }

  /// False if there is no such upload (any more).
  private boolean aborted(AbortMultipartUploadRequest request) {
    try {
      bucket.multipart().abortMultipartUpload(request);
      return true;
    } catch (RuntimeException e) {
      if (Failures.isAbsent(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    return unfinished.of(query);
  }

  private static Handle open(StagedUpload upload) {
    return Handle.of(upload)
        .filter(handle -> !handle.id().isEmpty())
        .orElseThrow(
            () -> new StorageException(Kind.MISUSE, "unknown upload to " + upload.target()));
  }
}
