package dev.stowage.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import java.time.Duration;

/// Looks, when a container is opened, whether it is there and can be used. Two requests.
final class Inspection {

  /// How long a store may take to answer before the start is given up.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final HttpHeaderName HIERARCHICAL =
      HttpHeaderName.fromString("x-ms-is-hns-enabled");

  private Inspection() {}

  /// Throws [dev.stowage.storage.StorageException] with a message that names the setting to
  /// correct.
  static void of(Container container, Settings settings) {
    try (Calls hurried = new Calls(settings.within(PATIENCE))) {
      hurried.call(
          "opening container " + settings.container(),
          _ ->
              container
                  .client()
                  .listBlobs(new ListBlobsOptions().setMaxResultsPerPage(1), null)
                  .iterableByPage()
                  .iterator()
                  .next()
                  .getStatusCode());
      if (hurried.call("looking at the account", _ -> isHierarchical(container))) {
        throw Settings.wrong(
            "account-name",
            "account "
                + settings.accountName()
                + " has a hierarchical namespace, which lists names in another order; use one"
                + " without");
      }
    }
  }

  /// Not everybody may ask; who may not is not kept out for that.
  private static boolean isHierarchical(Container container) {
    try {
      return "true"
          .equalsIgnoreCase(
              container
                  .client()
                  .getAccountInfoWithResponse(null, Context.NONE)
                  .getHeaders()
                  .getValue(HIERARCHICAL));
    } catch (BlobStorageException e) {
      if (e.getStatusCode() >= 400 && e.getStatusCode() < 500 && e.getStatusCode() != 429) {
        return false;
      }
      throw e;
    }
  }
}
