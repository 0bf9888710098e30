package dev.stowage.storage.azure;

import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.sas.SasProtocol;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Signs URLs (shared access signatures): with the account's key, or with a key that the store
/// gives to an identity for some hours, which is kept and renewed here. Safe for any number of
/// threads.
final class Presigner {

  private static final Logger LOG = Logger.getLogger(Presigner.class);

  /// For how long a delegated key is asked for; Azure gives at most seven days.
  private static final Duration KEY_LIFE = Duration.ofHours(24);

  /// How far the clocks may differ; Azure takes no request that is dated further off.
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final Container container;
  private final boolean byAccountKey;
  private final boolean able;
  private final String base;
  private final SasProtocol protocol;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable Delegated delegated;

  private record Delegated(UserDelegationKey key, OffsetDateTime end) {}

  private Presigner(Container container, Settings settings) {
    this.container = container;
    byAccountKey = settings.accountKey().isPresent();
    base = container.client().getBlobContainerUrl() + "/";
    protocol =
        settings.endpoint().startsWith("https:") ? SasProtocol.HTTPS_ONLY : SasProtocol.HTTPS_HTTP;
    able = byAccountKey || mayDelegate();
  }

  static Presigner of(Container container, Settings settings) {
    return new Presigner(container, settings);
  }

  /// Whether it can sign.
  boolean isAble() {
    return able;
  }

  /// A URL from which the object can be read.
  URI url(ObjectKey key, PresignOptions options) {
    if (!able) {
      throw new StorageException(Kind.DENIED, "the identity may not sign URLs");
    }
    OffsetDateTime end = now().plus(options.expiry());
    BlobServiceSasSignatureValues values =
        new BlobServiceSasSignatureValues(end, new BlobSasPermission().setReadPermission(true))
            .setProtocol(protocol);
    if (!options.contentType().isEmpty()) {
      values.setContentType(options.contentType());
    }
    if (!options.contentDisposition().isEmpty()) {
      values.setContentDisposition(options.contentDisposition());
    }
    BlockBlobClient blob = container.blob(key);
    String signature =
        byAccountKey
            ? blob.generateSas(values)
            : blob.generateUserDelegationSas(values, delegatedUntil(end));
    return URI.create(base + escaped(container.names().of(key)) + "?" + signature);
  }

  private boolean mayDelegate() {
    try {
      delegatedUntil(now());
      return true;
    } catch (StorageException e) {
      if (e.kind() != Kind.DENIED) {
        throw e;
      }
      LOG.warn(
          "Downloads go through the registry: the identity may not sign URLs. It needs the role"
              + " Storage Blob Delegator on the storage account.");
      return false;
    }
  }

  private UserDelegationKey delegatedUntil(OffsetDateTime end) {
    Delegated standing = delegated;
    if (standing != null && standing.end.isAfter(end)) {
      return standing.key;
    }
    renewing.lock();
    try {
      standing = delegated;
      if (standing == null || !standing.end.isAfter(end)) {
        OffsetDateTime from = now().minus(SKEW);
        OffsetDateTime until = end.plus(KEY_LIFE);
        UserDelegationKey key =
            container
                .calls()
                .call(
                    "asking for a key to sign URLs",
                    _ -> container.client().getServiceClient().getUserDelegationKey(from, until));
        standing = new Delegated(key, until);
        delegated = standing;
      }
      return standing.key;
    } finally {
      renewing.unlock();
    }
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  /// Of the characters of names, these are not taken literally in a path by everybody.
  private static String escaped(String name) {
    return name.replace("+", "%2B").replace("=", "%3D").replace("!", "%21");
  }
}
