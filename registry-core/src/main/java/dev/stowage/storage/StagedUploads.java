package dev.stowage.storage;

import java.util.List;

/// Objects written in parts: S3 multipart uploads, Azure block lists, GCS resumable uploads, a
/// temporary file. **All state is in the arguments**, so that any replica can go on with what
/// another began. Nothing is visible at the target before [#complete].
public interface StagedUploads {

  /// Begins an upload to `target`, which must be a new key.
  StagedUpload begin(ObjectKey target);

  /// Stores the bytes `[offset, offset + content.length())` as part `number` (from 1, increasing
  /// with the offset); parts may come in any order and at once. An unknown upload is
  /// [StorageException.Kind#MISUSE]; a store that does not ask for it here (Azure) does so in
  /// [#complete], and the part is never seen. Sending a part again replaces it. Every part but the
  /// last is at least [Capabilities#minPart] long, none is longer than [Capabilities#maxPart].
  /// `last` says that no byte follows; without it, one may or may not.
  Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last);

  /// Makes the parts, in order and without gaps (else [StorageException.Kind#MISUSE]), the object
  /// at the target. Where others can use the bucket, these are the bytes that were sent as these
  /// very parts: if another process has sent the same number since, or a call that failed arrives
  /// late, that is not seen, or this fails. The object is made if there is none yet;
  /// [WriteResult.Refused] if there is, and then the upload still wants its [#abort]. Bytes stored
  /// beyond the last part are dropped; fewer than the parts claim are
  /// [StorageException.Kind#CORRUPT]. The bytes are durable when it returns. An upload that is
  /// unknown (aborted, or completed before) is [StorageException.Kind#MISUSE]; of one that was
  /// completed a store may also say again what it made, or that something stands there.
  WriteResult complete(StagedUpload upload, List<Part> parts);

  /// Forgets the upload and frees its bytes; no error if it is gone already or was completed.
  void abort(StagedUpload upload);

  /// Uploads begun and neither completed nor aborted, whose target key matches the query
  /// (`delimited` plays no part), in order of target; for the janitor.
  List<StagedUpload> unfinished(ListQuery query);
}
