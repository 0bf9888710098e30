package dev.stowage.blob.serve;

import dev.stowage.blob.Blob;
import dev.stowage.blob.Blobs;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.choose.StorageConfig;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Decides how a blob is handed over. Safe for any number of threads.
@Singleton
public final class BlobDelivery {

  /// How long a redirect may be followed.
  static final Duration REDIRECT_LIFE = Duration.ofMinutes(15);

  private static final PresignOptions AS_OCTETS =
      new PresignOptions("application/octet-stream", "attachment", REDIRECT_LIFE);

  private final ObjectStore store;
  private final Blobs blobs;
  private final boolean redirects;

  public BlobDelivery(ObjectStore store, Blobs blobs, StorageConfig config) {
    this.store = store;
    this.blobs = blobs;
    this.redirects =
        config.redirect() == StorageConfig.Redirect.AUTO && store.capabilities().presign();
  }

  /// A redirect where the store can and may, else the bytes of the range. A client that follows a
  /// redirect asks the bucket for its range itself.
  ///
  /// @param redirectable whether the bucket understands what the client will ask
  public Delivery decide(Blob blob, ByteRange range, boolean redirectable) {
    if (redirects && redirectable) {
      Optional<URI> uri = store.presignGet(blob.data(), AS_OCTETS);
      if (uri.isPresent()) {
        return new Delivery.Redirect(uri.get());
      }
    }
    return new Delivery.Body(blobs.open(blob, range));
  }
}
