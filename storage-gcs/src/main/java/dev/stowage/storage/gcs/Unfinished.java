package dev.stowage.storage.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import com.google.cloud.storage.multipartupload.model.ListMultipartUploadsRequest;
import com.google.cloud.storage.multipartupload.model.MultipartUpload;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.StagedUpload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Uploads that are not over: those the store lists as such, and those that were put together but
/// not moved to their target.
final class Unfinished {

  private final Bucket bucket;

  Unfinished(Bucket bucket) {
    this.bucket = bucket;
  }

  List<StagedUpload> of(ListQuery query) {
    String what = "listing uploads to " + query.prefix();
    List<StagedUpload> found = new ArrayList<>();
    for (MultipartUpload upload : bucket.calls().run(what, _ -> uploads(query))) {
      add(found, upload.key(), upload.uploadId(), upload.initiated().toInstant());
    }
    List<StorageObject> assembled =
        bucket.calls().run(what, _ -> assembled(query).execute()).getItems();
    if (assembled != null) {
      for (StorageObject object : assembled) {
        Instant made = Instant.ofEpochMilli(object.getTimeCreated().getValue());
        add(found, object.getName(), "", made);
      }
    }
    found.sort(Comparator.comparing(StagedUpload::target).thenComparing(StagedUpload::handle));
    return found.stream().limit(query.limit()).toList();
  }

  private void add(List<StagedUpload> found, String name, String id, Instant begun) {
    bucket
        .names()
        .parseStaged(name)
        .ifPresent(
            staged ->
                found.add(
                    new StagedUpload(
                        staged.target(), new Handle(staged.token(), id).text(), begun)));
  }

  private List<MultipartUpload> uploads(ListQuery query) {
    ListMultipartUploadsRequest.Builder request =
        ListMultipartUploadsRequest.builder()
            .bucket(bucket.name())
            .prefix(bucket.names().stagedPrefix(query.prefix()))
            .maxUploads(query.limit());
    if (isBehindPrefix(query)) {
      request.keyMarker(bucket.names().behindStaged(query.startAfter()));
    }
    List<MultipartUpload> uploads =
        bucket.multipart().listMultipartUploads(request.build()).uploads();
    return uploads == null ? List.of() : uploads;
  }

  private Storage.Objects.List assembled(ListQuery query) throws java.io.IOException {
    Storage.Objects.List list =
        bucket
            .objects()
            .objects()
            .list(bucket.name())
            .setPrefix(bucket.names().stagedPrefix(query.prefix()))
            .setMaxResults((long) query.limit())
            .setFields("items(name,timeCreated)");
    return isBehindPrefix(query)
        ? list.setStartOffset(bucket.names().behindStaged(query.startAfter()))
        : list;
  }

  private static boolean isBehindPrefix(ListQuery query) {
    return query.startAfter().compareTo(query.prefix()) >= 0;
  }
}
