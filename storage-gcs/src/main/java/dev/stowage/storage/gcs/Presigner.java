package dev.stowage.storage.gcs;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage.SignUrlOption;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// URLs that carry our signature (V4). Signing needs a service account: with its key nobody is
/// asked; a workload identity or an instance asks IAM's `signBlob` each time.
final class Presigner {

  /// The longest life of a URL that the store takes.
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final Logger LOG = Logger.getLogger(Presigner.class);

  private final Bucket bucket;
  private final ServiceAccountSigner signer;

  private Presigner(Bucket bucket, ServiceAccountSigner signer) {
    this.bucket = bucket;
    this.signer = signer;
  }

  /// Empty if that signer has to ask and is refused: then blobs pass through the registry.
  static Optional<Presigner> tried(Bucket bucket, ServiceAccountSigner signer) {
    Presigner presigner = new Presigner(bucket, signer);
    if (!Account.signsAlone(signer)) {
      try {
        presigner.get(
            new ObjectKey("sys/probe"),
            new PresignOptions("text/plain", "", Duration.ofMinutes(1)));
      } catch (StorageException e) {
        LOG.warnf("no redirects to the store, blobs pass through here: %s", e.getMessage());
        return Optional.empty();
      }
    }
    return Optional.of(presigner);
  }

  URI get(ObjectKey key, PresignOptions options) {
    Map<String, String> query = new HashMap<>();
    query.put("response-content-type", options.contentType());
    if (!options.contentDisposition().isEmpty()) {
      query.put("response-content-disposition", options.contentDisposition());
    }
    Duration expiry = options.expiry().compareTo(LONGEST) > 0 ? LONGEST : options.expiry();
    BlobInfo object = BlobInfo.newBuilder(bucket.name(), bucket.names().of(key)).build();
    try {
      return URI.create(
          bucket
              .options()
              .getService()
              .signUrl(
                  object,
                  expiry.toMillis(),
                  TimeUnit.MILLISECONDS,
                  SignUrlOption.withV4Signature(),
                  SignUrlOption.httpMethod(HttpMethod.GET),
                  SignUrlOption.withHostName(bucket.options().getHost()),
                  SignUrlOption.withPathStyle(),
                  SignUrlOption.withQueryParams(query),
                  SignUrlOption.signWith(signer))
              .toString());
    } catch (ServiceAccountSigner.SigningException e) {
      throw new StorageException(
          Kind.DENIED,
          "signing a URL as "
              + signer.getAccount()
              + " (it wants iam.serviceAccounts.signBlob on itself): "
              + e.getMessage(),
          e);
    }
  }
}
