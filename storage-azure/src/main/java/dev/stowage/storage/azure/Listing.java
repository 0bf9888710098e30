package dev.stowage.storage.azure;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Listings by List Blobs. Its `startFrom` is inclusive, so it is given the first name that may
/// come: the one to start after with a character behind it that sorts before all that keys have;
/// or, to skip a group, its name with the slash counted up by one. A delimited listing takes only
/// one level there, and gets no more.
final class Listing {

  private final Container container;

  Listing(Container container) {
    this.container = container;
  }

  /// One page; one request, unless the store answers with a page of nothing and says that there is
  /// more, as it may where its partitions meet.
  ListPage page(ListQuery query) {
    String startFrom = startFrom(query);
    if (startFrom == null) {
      return new ListPage(List.of(), List.of(), "");
    }
    ListBlobsOptions options = options(query, startFrom).setMaxResultsPerPage(query.limit());
    List<ListPage.Entry> objects = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    String more = "";
    do {
      PagedResponse<BlobItem> page = request(query, options, more);
      String last = "";
      for (BlobItem item : page.getValue()) {
        String name = item.getName();
        if (Boolean.TRUE.equals(item.isPrefix())) {
          String group = container.names().group(name);
          groups.add(group);
          last = later(last, group);
        } else {
          Optional<ObjectKey> key = container.names().key(name);
          if (key.isPresent()) {
            objects.add(new ListPage.Entry(key.get(), item.getProperties().getContentLength()));
            last = later(last, key.get().value());
          }
        }
      }
      more = token(page);
      if (!last.isEmpty()) {
        checkProgress(query, objects, groups);
        return new ListPage(objects, groups, more.isEmpty() ? "" : last);
      }
    } while (!more.isEmpty());
    return new ListPage(List.of(), List.of(), "");
  }

  /// Blobs of no bytes that match the query, whatever its limit, among them those of which there
  /// are only blocks; one request for each page of them.
  ///
  /// @param token "" for the beginning
  Page maybeUncommitted(ListQuery query, String token) {
    String startFrom = startFrom(query);
    if (startFrom == null) {
      return new Page(List.of(), "");
    }
    ListBlobsOptions options =
        options(query, startFrom)
            .setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true));
    PagedResponse<BlobItem> page = request(query, options, token);
    List<ObjectKey> keys =
        page.getValue().stream()
            .filter(item -> !(length(item) > 0))
            .flatMap(item -> container.names().key(item.getName()).stream())
            .toList();
    return new Page(keys, token(page));
  }

  /// @param token for the next page; "" if this is the last
  record Page(List<ObjectKey> keys, String token) {}

  private PagedResponse<BlobItem> request(ListQuery query, ListBlobsOptions options, String token) {
    return container
        .calls()
        .call(
            "listing " + query.prefix(),
            _ -> {
              PagedIterable<BlobItem> pages =
                  query.delimited()
                      ? container.client().listBlobsByHierarchy("/", options, null)
                      : container.client().listBlobs(options, null);
              return (token.isEmpty() ? pages.iterableByPage() : pages.iterableByPage(token))
                  .iterator()
                  .next();
            });
  }

  private ListBlobsOptions options(ListQuery query, String startFrom) {
    ListBlobsOptions options =
        new ListBlobsOptions().setPrefix(container.names().startingWith(query.prefix()));
    return startFrom.isEmpty() ? options : options.setStartFrom(startFrom);
  }

  /// "" for the beginning; null if nothing can be behind the start.
  private @Nullable String startFrom(ListQuery query) {
    String after = query.startAfter();
    String prefix = query.prefix();
    if (after.compareTo(prefix) < 0) {
      return "";
    }
    if (!after.startsWith(prefix)) {
      return null;
    }
    if (after.isEmpty()) {
      return "";
    }
    int slash = query.delimited() ? after.indexOf('/', prefix.length()) : -1;
    return slash < 0
        ? container.names().behind(after)
        : container.names().startingWith(after.substring(0, slash) + (char) ('/' + 1));
  }

  /// A store that knew nothing of `startFrom` would give the first page for ever.
  private static void checkProgress(
      ListQuery query, List<ListPage.Entry> objects, List<String> groups) {
    boolean behind =
        (objects.isEmpty() || objects.getFirst().key().value().compareTo(query.startAfter()) > 0)
            && (groups.isEmpty() || groups.getFirst().compareTo(query.startAfter()) > 0);
    if (!behind) {
      throw new StorageException(
          Kind.MISUSE,
          Settings.ROOT + "endpoint: this service does not know startFrom in List Blobs");
    }
  }

  private static String token(PagedResponse<BlobItem> page) {
    String token = page.getContinuationToken();
    return token == null ? "" : token;
  }

  private static long length(BlobItem item) {
    Long length = item.getProperties().getContentLength();
    return length == null ? 0 : length;
  }

  private static String later(String a, String b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
