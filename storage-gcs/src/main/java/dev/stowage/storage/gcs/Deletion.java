package dev.stowage.storage.gcs;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Many deletions in one request.
final class Deletion {

  /// The most calls of one batch request.
  static final int MAX_BATCH = 100;

  private final Bucket bucket;

  Deletion(Bucket bucket) {
    this.bucket = bucket;
  }

  List<DeleteFailure> all(List<ObjectKey> keys) {
    List<DeleteFailure> failures = new ArrayList<>();
    List<ObjectKey> distinct = List.copyOf(new LinkedHashSet<>(keys));
    for (int start = 0; start < distinct.size(); start += MAX_BATCH) {
      failures.addAll(some(distinct.subList(start, Math.min(start + MAX_BATCH, distinct.size()))));
    }
    return failures;
  }

  private List<DeleteFailure> some(List<ObjectKey> keys) {
    Round round = new Round(keys);
    try {
      bucket.calls().run("deleting " + keys.size() + " objects", _ -> ask(round));
    } catch (StorageException e) {
      round.left.forEach(key -> round.refuse(key, e.kind(), String.valueOf(e.getMessage())));
    }
    return List.copyOf(round.refused);
  }

  /// Deletes what is left, and throws if something remains.
  private boolean ask(Round round) throws IOException {
    BatchRequest batch =
        bucket.objects().batch(bucket.objects().getRequestFactory().getInitializer());
    for (ObjectKey key : round.left) {
      bucket
          .objects()
          .objects()
          .delete(bucket.name(), bucket.names().of(key))
          .queue(batch, round.outcome(key));
    }
    round.status = 503; // of what is not answered at all
    batch.execute();
    if (!round.left.isEmpty()) {
      throw new HttpResponseException.Builder(round.status, "not deleted", new HttpHeaders())
          .setContent(round.left.size() + " of the batch were not deleted")
          .build();
    }
    return true;
  }

  /// What became of a batch.
  private static final class Round {
    private final Set<ObjectKey> left = ConcurrentHashMap.newKeySet();
    private final List<DeleteFailure> refused = new CopyOnWriteArrayList<>();
    private volatile int status;

    Round(List<ObjectKey> keys) {
      left.addAll(keys);
    }

    void refuse(ObjectKey key, Kind kind, String why) {
      left.remove(key);
      refused.add(new DeleteFailure(key, kind, why));
    }

    JsonBatchCallback<Void> outcome(ObjectKey key) {
      return new JsonBatchCallback<>() {
        @Override
        public void onSuccess(Void nothing, HttpHeaders headers) {
          left.remove(key);
        }

        @Override
        public void onFailure(GoogleJsonError error, HttpHeaders headers) {
          switch (error.getCode()) {
            case 404 -> left.remove(key);
            case 401, 403 -> refuse(key, Kind.DENIED, String.valueOf(error.getMessage()));
            case 429, 500, 502, 503, 504 -> status = error.getCode();
            default ->
                refuse(
                    key, Kind.MISUSE, error.getCode() + " " + String.valueOf(error.getMessage()));
          }
        }
      };
    }
  }
}
