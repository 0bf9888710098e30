package dev.stowage.storage.s3;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Lists objects and unfinished uploads. What others have put into the bucket under names that are
/// no keys of ours is passed by.
final class S3Listing {

  private static final String SLASH = "/";

  /// Comes after every character of a key: behind all names of a group.
  private static final String BEHIND = "~";

  private final S3Bucket bucket;

  S3Listing(S3Bucket bucket) {
    this.bucket = bucket;
  }

  ListPage objects(ListQuery query) {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(bucket.name())
            .prefix(bucket.prefix() + query.prefix())
            .delimiter(query.delimited() ? SLASH : null)
            .startAfter(startAfter(query))
            .maxKeys(query.limit());
    return page(
        query,
        bucket
            .calls()
            .run(
                "listing " + query.prefix(),
                attempt ->
                    bucket
                        .s3()
                        .listObjectsV2(request.overrideConfiguration(attempt.limits()).build())));
  }

  /// S3 folds names into groups after it has applied `start-after` to them, and would tell a group
  /// again whose names go on behind it.
  private @Nullable String startAfter(ListQuery query) {
    String after = query.startAfter();
    if (after.isEmpty()) {
      return null;
    }
    int slash =
        query.delimited() && after.startsWith(query.prefix())
            ? after.indexOf(SLASH, query.prefix().length())
            : -1;
    return bucket.prefix() + (slash < 0 ? after : after.substring(0, slash + 1) + BEHIND);
  }

  private ListPage page(ListQuery query, ListObjectsV2Response answer) {
    List<ListPage.Entry> objects = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    String last = "";
    for (S3Object object : answer.contents()) {
      last = object.key();
      bucket
          .objectKey(object.key())
          .ifPresent(key -> objects.add(new ListPage.Entry(key, object.size())));
    }
    for (CommonPrefix group : answer.commonPrefixes()) {
      String name = bucket.ours(group.prefix());
      if (name.compareTo(query.startAfter()) > 0 && isGroup(name)) {
        groups.add(name);
      }
      last = last.compareTo(group.prefix()) < 0 ? group.prefix() : last;
    }
    if (!answer.isTruncated()) {
      return new ListPage(objects, groups, "");
    }
    if (last.isEmpty()) {
      throw new StorageException(
          Kind.CORRUPT, "listing " + query.prefix() + ": a page of nothing that is not the last");
    }
    return new ListPage(objects, groups, bucket.ours(last));
  }

  private static boolean isGroup(String name) {
    return ObjectKey.isValid(name.substring(0, name.length() - 1));
  }

  /// In order of target; as many calls as it takes to find so many.
  List<StagedUpload> uploads(ListQuery query) {
    List<StagedUpload> found = new ArrayList<>();
    String key = query.startAfter().isEmpty() ? null : bucket.prefix() + query.startAfter();
    String id = null;
    while (true) {
      ListMultipartUploadsResponse answer = uploads(query, key, id);
      for (MultipartUpload upload : answer.uploads()) {
        staged(upload).filter(staged -> query.admits(staged.target())).ifPresent(found::add);
      }
      if (!answer.isTruncated() || found.size() >= query.limit()) {
        break;
      }
      key = answer.nextKeyMarker();
      id = answer.nextUploadIdMarker();
    }
    found.sort(
        Comparator.comparing(StagedUpload::target)
            .thenComparing(StagedUpload::begun)
            .thenComparing(StagedUpload::handle));
    return List.copyOf(found.subList(0, Math.min(found.size(), query.limit())));
  }

  private ListMultipartUploadsResponse uploads(
      ListQuery query, @Nullable String keyMarker, @Nullable String idMarker) {
    return bucket
        .calls()
        .run(
            "listing unfinished uploads",
            attempt ->
                bucket
                    .s3()
                    .listMultipartUploads(
                        request ->
                            request
                                .bucket(bucket.name())
                                .prefix(bucket.prefix() + query.prefix())
                                .keyMarker(keyMarker)
                                .uploadIdMarker(idMarker)
                                .maxUploads(query.limit())
                                .overrideConfiguration(attempt.limits())));
  }

  private Optional<StagedUpload> staged(MultipartUpload upload) {
    return bucket
        .objectKey(upload.key())
        .map(
            target ->
                new StagedUpload(
                    target,
                    new UploadHandle(WriteMark.NONE, upload.uploadId()).toString(),
                    upload.initiated()));
  }
}
