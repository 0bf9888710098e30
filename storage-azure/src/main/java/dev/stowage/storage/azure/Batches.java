package dev.stowage.storage.azure;

import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Deletes many blobs with one request.
final class Batches {

  /// Azure's limit.
  static final int MAX_BATCH = 256;

  private final Container container;
  private final BlobBatchClient client;

  Batches(Container container) {
    this.container = container;
    client = new BlobBatchClientBuilder(container.client()).buildClient();
  }

  /// @param one deletes a single object, by a call that is tried again: for those that a batch
  ///   could not remove
  List<DeleteFailure> delete(List<ObjectKey> keys, Consumer<ObjectKey> one) {
    List<DeleteFailure> failures = new ArrayList<>();
    for (int start = 0; start < keys.size(); start += MAX_BATCH) {
      List<ObjectKey> batch = keys.subList(start, Math.min(keys.size(), start + MAX_BATCH));
      try {
        for (ObjectKey left : submit(batch)) {
          alone(left, one).ifPresent(failures::add);
        }
      } catch (StorageException e) {
        batch.forEach(key -> failures.add(failure(key, e)));
      }
    }
    return failures;
  }

  /// Returns the keys that are still there.
  private List<ObjectKey> submit(List<ObjectKey> keys) {
    return container
        .calls()
        .call(
            "deleting " + keys.size() + " objects",
            _ -> {
              BlobBatch batch = client.getBlobBatch();
              Map<ObjectKey, Response<Void>> responses = new LinkedHashMap<>();
              for (ObjectKey key : keys) {
                responses.computeIfAbsent(
                    key,
                    k ->
                        batch.deleteBlob(
                            container.blob(k).getBlobUrl(),
                            DeleteSnapshotsOptionType.INCLUDE,
                            null));
              }
              client.submitBatchWithResponse(batch, false, null, Context.NONE);
              return responses.entrySet().stream()
                  .filter(response -> !isGone(response.getValue()))
                  .map(Map.Entry::getKey)
                  .toList();
            });
  }

  private static boolean isGone(Response<Void> response) {
    try {
      response.getStatusCode();
      return true;
    } catch (BlobStorageException e) {
      return Failures.isAbsence(e);
    } catch (UnsupportedOperationException e) {
      // The store's answer left this one out.
      return false;
    }
  }

  private static Optional<DeleteFailure> alone(ObjectKey key, Consumer<ObjectKey> one) {
    try {
      one.accept(key);
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(failure(key, e));
    }
  }

  private static DeleteFailure failure(ObjectKey key, StorageException e) {
    return new DeleteFailure(key, e.kind(), String.valueOf(e.getMessage()));
  }
}
