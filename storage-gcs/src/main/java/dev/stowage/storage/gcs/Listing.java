package dev.stowage.storage.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pages of keys. The store begins a listing *at* a name (`startOffset`), we *behind* one; what is
/// not called like a key (staged uploads, strangers) is passed over.
final class Listing {

  /// Comes before every character of a key: behind `a`, before `a+`.
  private static final String JUST_BEHIND = "!";

  /// Comes right behind the slash.
  private static final String BEHIND_SLASH = "0";

  private final Bucket bucket;

  Listing(Bucket bucket) {
    this.bucket = bucket;
  }

  ListPage page(ListQuery query) {
    String start = start(query);
    String token = null;
    while (true) {
      Objects found = ask(query, start, token);
      ListPage page = page(found, query);
      token = found.getNextPageToken();
      // The store may give a page of nothing, and say that there are more.
      if (page.hasMore() || token == null) {
        return page;
      }
    }
  }

  private Objects ask(ListQuery query, String start, @Nullable String token) {
    return bucket
        .calls()
        .run("listing " + query.prefix(), _ -> request(query, start, token).execute());
  }

  private Storage.Objects.List request(ListQuery query, String start, @Nullable String token)
      throws IOException {
    Storage.Objects.List list =
        bucket
            .objects()
            .objects()
            .list(bucket.name())
            .setPrefix(bucket.names().prefix() + query.prefix())
            .setMaxResults((long) query.limit())
            .setFields("items(name,size),prefixes,nextPageToken");
    if (!start.isEmpty()) {
      list.setStartOffset(start);
    }
    if (query.delimited()) {
      list.setDelimiter("/");
    }
    if (token != null) {
      list.setPageToken(token);
    }
    return list;
  }

  /// The first name that may be of the page.
  private String start(ListQuery query) {
    String after = query.startAfter();
    if (after.compareTo(query.prefix()) < 0) {
      return "";
    }
    int slash =
        query.delimited() && after.startsWith(query.prefix())
            ? after.indexOf('/', query.prefix().length())
            : -1;
    String behind = slash < 0 ? after + JUST_BEHIND : after.substring(0, slash) + BEHIND_SLASH;
    return bucket.names().prefix() + behind;
  }

  private ListPage page(Objects found, ListQuery query) {
    List<ListPage.Entry> objects = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    String last = "";
    int strip = bucket.names().prefix().length();
    for (StorageObject object : each(found.getItems())) {
      Optional<ObjectKey> key = bucket.names().key(object.getName());
      key.ifPresent(k -> objects.add(new ListPage.Entry(k, object.getSize().longValue())));
      last = object.getName().substring(strip);
    }
    for (String name : each(found.getPrefixes())) {
      String group = name.substring(strip);
      if (ObjectKey.isValid(group.substring(0, group.length() - 1))) {
        groups.add(group);
      }
      last = last.compareTo(group) < 0 ? group : last;
    }
    boolean more = found.getNextPageToken() != null && last.compareTo(query.startAfter()) > 0;
    return new ListPage(objects, groups, more ? last : "");
  }

  private static <T> List<T> each(@Nullable List<T> some) {
    return some == null ? List.of() : some;
  }
}
