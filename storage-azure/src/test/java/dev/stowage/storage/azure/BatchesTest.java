package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.DeleteFailure;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.azure.Unruly.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A batch that cannot remove all says which, and why.
class BatchesTest {

  private final Configured configured = Configured.of(Azurite.shared());
  private final String prefix = "batches/" + UUID.randomUUID() + "/";

  private ObjectKey key(String name) {
    return new ObjectKey(prefix + name);
  }

  @Test
  void namesTheObjectsThatItCannotRemove() {
    try (ObjectStore store = AzureStore.open(configured.settings())) {
      List<ObjectKey> keys = List.of(key("a"), key("leased"), key("missing"), key("z"), key("a"));
      for (String name : List.of("a", "leased", "z")) {
        store.write(key(name), Content.of("x"), Condition.ALWAYS);
      }
      var container = Connector.connect(configured.settings(), Optional.empty());
      var lease =
          new BlobLeaseClientBuilder()
              .blobClient(container.getBlobClient(prefix + "leased"))
              .buildClient();
      lease.acquireLease(-1);

      List<DeleteFailure> failures = store.deleteAll(keys);

      assertThat(failures)
          .singleElement()
          .returns(key("leased"), DeleteFailure::key)
          .returns(Kind.DENIED, DeleteFailure::kind);
      assertThat(store.head(key("a"))).isEmpty();
      assertThat(store.head(key("z"))).isEmpty();
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.write(key("leased"), Content.of("y"), Condition.ALWAYS))
          .returns(Kind.DENIED, StorageException::kind)
          .withMessageContaining("lease");
      lease.breakLease();
    }
  }

  @Test
  void saysOfEachObjectOfABatchThatWasNotDoneWhy() throws IOException {
    try (Unruly unruly = new Unruly(Azurite.shared());
        ObjectStore store =
            AzureStore.open(
                Configured.at(unruly.endpoint()).with("call-timeout", "1s").settings())) {
      unruly.next(100, "POST batch", new Fault.Answer(503, Map.of()));
      assertThat(store.deleteAll(List.of(key("a"), key("b"))))
          .extracting(DeleteFailure::key, DeleteFailure::kind)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(key("a"), Kind.THROTTLED),
              org.assertj.core.groups.Tuple.tuple(key("b"), Kind.THROTTLED));
    }
  }
}
